package dev.carom.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs each example as a user would, in a JVM of its own, and reads what it prints. */
@Timeout(120)
class ExamplesTest {

    @Test
    void configuredPool_mapsWithCallbacks() throws Exception {
        List<String> lines = run(ConfiguredPool.class);

        assertThat(lines).contains("Results: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 225, 256,"
                + " 289, 324, 361]");
        assertThat(lines).filteredOn(line -> line.matches("Worker \\d+ initialized")).hasSizeGreaterThanOrEqualTo(4);
        assertThat(lines).filteredOn(line -> line.matches("Worker \\d+ started")).hasSizeGreaterThanOrEqualTo(4);
        assertThat(lines).filteredOn(line -> line.matches("Worker \\d+ stopped with exit code 0"))
                .hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void synchronousTasks_returnResults() throws Exception {
        assertThat(run(SynchronousTasks.class))
                .containsExactly("5 + 3 = 8", "Squares: [1, 4, 9, 16, 25]", "Products: [6, 20, 42]");
    }

    @Test
    void asynchronousTasks_callBackAndStream() throws Exception {
        assertThat(run(AsynchronousTasks.class))
                .contains("Task submitted, doing other work...", "Got result: 25", "Task completed with result: 25",
                        "Streaming result 0: 0", "Streaming result 4: 16", "Map: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]")
                .noneMatch(line -> line.startsWith("Task failed"));
    }

    @Test
    void resultObjects_reportTheOneThatFailed() throws Exception {
        assertThat(run(ResultObjects.class)).hasSize(8)
                .contains("Task 5 failed: Five is not allowed!", "Task 4 succeeded: true, result: 8",
                        "Task 7 succeeded: true, result: 14");
    }

    @Test
    void poolManagement_growsShrinksTerminatesAndRestarts() throws Exception {
        assertThat(run(PoolManagement.class))
                .containsExactly("Growing pool...", "Processes: 4", "Shrinking pool...", "Processes: 3",
                        "The hanging task was terminated by signal 15", "Restarting pool...", "Sum: 36",
                        "State: TERMINATED");
    }

    /** The lines that the example printed, to stdout and stderr; it must leave with 0. */
    private static List<String> run(Class<?> example) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", System.getProperty("java.class.path"), example.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().toList();
    }
}
