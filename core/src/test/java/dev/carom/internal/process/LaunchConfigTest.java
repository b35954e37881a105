package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchConfigTest {
    @ParameterizedTest
    @ValueSource(strings = {"-m", "--module=a/b", "-version", "Main", "@file", "", "--add-opens"})
    void jvmArgThatWouldReplaceTheMainClass_isRefused(String arg) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchConfig.builder().jvmArgs(List.of(arg)))
                .withMessageStartingWith("jvmArgs: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-cp", "-classpath", "--class-path", "--class-path=a.jar", "-jar"})
    void jvmArgThatNamesCode_isRefusedWithTheOptionThatDoes(String arg) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchConfig.builder().jvmArgs(List.of(arg, "a.jar")))
                .withMessageStartingWith("jvmArgs: " + arg)
                .withMessageEndingWith("classPath(...)");
    }

    @Test
    void jvmArgWithItsValueApart_isAccepted() {
        List<String> args = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Xmx1g");

        assertThat(LaunchConfig.builder().jvmArgs(args).build("p", 1).jvmArgs()).isEqualTo(args);
    }

    @Test
    void classPathEntryThatAJvmWouldTakeForTwo_isRefused() {
        Path entry = Path.of("/a" + File.pathSeparator + "b");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchConfig.builder().classPath(List.of(entry)))
                .withMessageStartingWith("classPath: ")
                .withMessageContaining(entry.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=b", "nul\0"})
    void environmentNameThatNoProcessCanHave_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LaunchConfig.builder().environment(Map.of(name, "x")))
                .withMessageStartingWith("environment: ");
    }
}
