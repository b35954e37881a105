package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaCommandTest {
    private static final JavaHome HOME = new JavaHome(Path.of(System.getProperty("java.home")));

    private static List<String> flags(String... jvmArgs) {
        return flags(HOME, List.of(), jvmArgs);
    }

    private static List<String> flags(JavaHome home, List<String> mirrored, String... jvmArgs) {
        LaunchConfig config = LaunchConfig.builder().jvmArgs(List.of(jvmArgs)).build("test", 1);
        CodePath code = new ParentCode(JavaCommand.class, JavaCommand.WORKER_MAIN, Path.of("lib"))
                .find(List.of(Path.of("a.jar")));
        return JavaCommand.flags(config, home, HostLimits.current(), mirrored, code);
    }

    @ParameterizedTest
    @FieldSource("dev.carom.internal.process.JavaCommand#COMPILED_APART")
    void classesThatAreCompiledApartAreThere(String name) {
        assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
    }

    @Test
    void serialCollector_comesWithSafepointsInCountingLoops() {
        assertThat(flags()).contains("-XX:+UseSerialGC").containsAll(JavaCommand.LOOP_SAFEPOINTS);
        assertThat(flags("-XX:+UseSerialGC", "-Xmx64m")).containsAll(JavaCommand.LOOP_SAFEPOINTS);
    }

    @Test
    void serialCollector_keepsItsHeap_andTheUsersWordOnItComesLater() {
        assertThat(flags()).contains(JavaCommand.KEPT_HEAP);
        assertThat(flags("-XX:+UseSerialGC", "-Xmx64m")).contains(JavaCommand.KEPT_HEAP);
        assertThat(flags("-XX:MaxHeapFreeRatio=70")).containsSubsequence(JavaCommand.KEPT_HEAP, "-XX:MaxHeapFreeRatio=70");
        assertThat(flags("-XX:+UseG1GC")).doesNotContain(JavaCommand.KEPT_HEAP, JavaCommand.COLLECTS_BETWEEN_TASKS);
    }

    @Test
    void heap_isSizedWhereTheUserDoesNot_andTheYoungGenerationOfTheSerialCollector() {
        assertThat(flags()).anyMatch(flag -> flag.startsWith("-Xms")).contains("-XX:NewSize=10240k");
        assertThat(flags("-XX:+UseG1GC")).anyMatch(flag -> flag.startsWith("-Xms")).doesNotContain("-XX:NewSize=10240k");
        assertThat(flags("-Xmx64m")).noneMatch(flag -> flag.startsWith("-Xms")).doesNotContain("-XX:NewSize=10240k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:-UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=10"})
    void anotherCollector_orAnotherWordOnSafepoints_isTheUsersAffair(String arg) {
        assertThat(flags(arg)).contains(arg).doesNotContainAnyElementsOf(JavaCommand.LOOP_SAFEPOINTS);
    }

    /** Each worker that used JNA printed a warning where the program enables native access for modules of its own. */
    @Test
    void nativeAccess_isEnabledBesideThatOfTheProgram_butNotAgainstItsWord(@TempDir Path jdk) throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
        JavaHome home = new JavaHome(jdk);
        String ofTheProgram = "--enable-native-access=my.app";
        String forJna = "--enable-native-access=ALL-UNNAMED";

        assertThat(flags(home, List.of())).contains(forJna);
        assertThat(flags(home, List.of(ofTheProgram))).contains(forJna, ofTheProgram);
        assertThat(flags(home, List.of(ofTheProgram, "--illegal-native-access=deny"))).doesNotContain(forJna);
        assertThat(flags(home, List.of(), ofTheProgram)).doesNotContain(forJna);
    }
}
