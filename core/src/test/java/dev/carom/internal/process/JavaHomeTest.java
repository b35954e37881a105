package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a Java installation that starts no worker. */
@Tag("any-jdk")
class JavaHomeTest {
    @TempDir
    Path temporary;

    @Test
    void installationThatIsGone_isSaidToBeReplacedWhereThisProgramRunsOnIt() {
        JavaHome gone = new JavaHome(temporary.resolve("jdk"));
        assertThat(gone.refusal()).endsWith("jdk/bin/java does not exist; javaHome(...) must name a Java installation");

        String before = System.setProperty("java.home", gone.path().toString());
        try {
            assertThat(gone.refusal())
                    .startsWith(gone.path() + ", which this program runs on, does not exist any more")
                    .endsWith("start the program again");
        } finally {
            System.setProperty("java.home", before);
        }
        assertThat(JavaHome.own().refusal()).isNull();
    }

    @Test
    void helperOfTheJdkThatIsMissing_isNamedWhereTheJdkNamesOnlyWhatWasToBeStarted() throws Exception {
        JavaHome home = new JavaHome(temporary);
        IOException refusal = new IOException("Cannot run program \"/usr/bin/setsid\": error=2, No such file or directory");
        Path helper = Files.createDirectories(temporary.resolve("lib")).resolve("jspawnhelper");
        assertThat(home.remedy(refusal)).contains(helper + ", by which Java starts processes, does not exist");

        Files.createFile(helper);
        assertThat(home.remedy(refusal)).contains(helper + ", by which Java starts processes, may not be executed");

        assertThat(helper.toFile().setExecutable(true)).isTrue();
        assertThat(home.remedy(refusal)).isEmpty();
    }

    @Test
    void helperOfAnotherVersion_callsForANewStart() {
        IOException refusal = new IOException(
                "Cannot run program \"/usr/bin/setsid\": error=0, Failed to exec spawn helper: pid: 42, exit value: 1");
        assertThat(new JavaHome(temporary).remedy(refusal))
                .isEqualTo("; the Java installation " + temporary + " is not what it was: an update has replaced it since this program"
                        + " started, say: start the program again");
    }
}
