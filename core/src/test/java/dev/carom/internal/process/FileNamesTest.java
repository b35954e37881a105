package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileNamesTest {
    private static final Map<String, String> OWN = Map.of("LANG", "de_DE.UTF-8", "PATH", "/bin");
    private static final List<String> FILES = List.of("/lib/a.jar", "/lib/\u00fc.jar");

    @Test
    void nameThatIsNotAscii_needsALocaleOfThatCharset() {
        assertThat(FileNames.obstacle("UTF-8", OWN, Map.of("PATH", "/bin"), FILES))
                .startsWith("workers would not find /lib/\u00fc.jar: their environment has no locale")
                .contains("de_DE.UTF-8", "LANG");
        assertThat(FileNames.obstacle("UTF-8", OWN, Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C"), FILES)).contains("the locale C,");
    }

    @Test
    void whereNothingIsLost_thereIsNoObstacle() {
        assertThat(FileNames.obstacle("UTF-8", OWN, OWN, FILES)).isNull();
        assertThat(FileNames.obstacle("UTF-8", OWN, Map.of("LC_ALL", "C.utf8", "LANG", "C"), FILES)).isNull();
        assertThat(FileNames.obstacle("UTF-8", OWN, Map.of("LC_ALL", "", "LC_CTYPE", "C.UTF-8"), FILES)).isNull();
        assertThat(FileNames.obstacle("UTF-8", OWN, Map.of(), FILES.subList(0, 1))).isNull();
        assertThat(FileNames.obstacle("ANSI_X3.4-1968", Map.of("LANG", "C"), Map.of(), FILES)).isNull();
    }
}
