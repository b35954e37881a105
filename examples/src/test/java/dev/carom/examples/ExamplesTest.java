package dev.carom.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.examples.hosts.SelectorServer;
import dev.carom.examples.hosts.VertxServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs each example as a user would, in a JVM of its own, and reads what it prints. */
@Timeout(300)
class ExamplesTest {

    /** What Vert.x logs of an event loop that does not go on. */
    static final String BLOCKED = "has been blocked for";

    @Test
    void firstExampleOfTheReadme_runsAsItStandsThere() throws Exception {
        assertThat(run(Hello.class)).hasSize(2).first().asString().matches("8 \\[1, 4, 9] made by process \\d+");
        String source = Files.readString(Path.of("src/main/java/dev/carom/examples/Hello.java"))
                .replaceFirst("package .*\\R\\R", "").replaceFirst("/\\*\\* .*\\R", "");
        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + source + "```");
    }

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

    @Test
    void selectorServer_servesClientsAndItsPoolWithOneThread() throws Exception {
        assertThat(run(SelectorServer.class)) // and what the log says of the kill
                .containsSubsequence("a+! matches", "a+ does not match", "(a+)+\\1b takes too long");
    }

    @Test
    void vertxServer_neverBlocksItsEventLoop() throws Exception {
        assertThat(run(VertxServer.class))
                .contains("slept 3000 ms", "slept 10 ms", "3600000 ms are too long")
                .noneMatch(ExamplesTest::saysThatItWasBlockedForLong);
    }

    /** Longer than a busy machine lets a loop stand, and shorter than a task that the loop would wait for. */
    private static boolean saysThatItWasBlockedForLong(String line) {
        Matcher blocked = Pattern.compile(BLOCKED + " (\\d+) ms").matcher(line);
        return blocked.find() && Long.parseLong(blocked.group(1)) > 9000;
    }

    /** The control for the test before. */
    @Test
    void loopThatIsBlocked_isReportedByVertx() throws Exception {
        assertThat(run(BlockedLoop.class)).anyMatch(line -> line.contains(BLOCKED));
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
