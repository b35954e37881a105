package dev.carom.tests.contexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.ProcessPool;
import dev.carom.error.WorkerLostException;
import dev.carom.launch.Confinement;
import dev.carom.tests.support.Pools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers with limits of the operating system, probed from inside. */
@Tag("any-jdk")
class LimitedWorkersTest {
    @TempDir
    static Path directory;

    private static ProcessPool pool;

    @BeforeAll
    static void start() {
        Confinement limited = Confinement.limited().openFiles(200).fileSize(4 << 20).nice(7);
        pool = Pools.ready(ProcessPool.builder().processes(1).launcher(limited)
                .environmentAllowList("PAT*", "HOME").environment(Map.of("MINE", "1")));
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    void openFiles_areRefusedBeyondTheLimit() throws Exception {
        String file = System.getProperty("java.home") + "/release";

        assertThat(pool.<String, Exception>apply(() -> Probes.open(file, 100))).isEqualTo("opened");
        assertThat(pool.<String, Exception>apply(() -> Probes.open(file, 200))).contains("Too many open files");
    }

    @Test
    void file_growsNoLargerThanItMay() throws Exception {
        String file = directory.resolve("large").toString();

        assertThat(pool.<String, Exception>apply(() -> Probes.fill(file, 4 << 20))).isEqualTo("written");
        assertThat(pool.<String, Exception>apply(() -> Probes.fill(file, 5 << 20))).contains("File too large");
    }

    @Test
    void coreDumpsAndPriority_areLow() throws Exception {
        assertThat(pool.<String, Exception>apply(() -> Probes.line("/proc/self/limits", "Max core file size")))
                .matches("0 +0 +bytes");
        assertThat(pool.<Integer, Exception>apply(Probes::niceness)).isEqualTo(Math.min(19, Probes.niceness() + 7));
    }

    @Test
    void environment_hasWhatIsAllowedAndWhatIsSet() throws Exception {
        List<String> variables = pool.<List<String>, RuntimeException>apply(Probes::variables);

        assertThat(variables).contains("PATH", "MINE")
                .allMatch(name -> name.startsWith("PAT") || name.startsWith("CAROM") || List.of("HOME", "MINE").contains(name));
    }

    @Test
    void processorTimeThatIsUsedUp_endsTheWorkerByASignal() throws Exception {
        Confinement limited = Confinement.trusted().cpuTime(Duration.ofSeconds(4));
        try (ProcessPool burning = ProcessPool.builder().processes(1).launcher(limited).build()) {
            assertThatExceptionOfType(WorkerLostException.class)
                    .isThrownBy(() -> burning.<Integer, RuntimeException>apply(Probes::burn))
                    .withMessageContaining("SIGXCPU")
                    .withMessageContaining("processor time");
        }
    }
}
