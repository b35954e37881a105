package dev.carom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carom.cli.CaromProcess.Ended;
import dev.carom.cli.task.TaskSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run prints and exits with. */
@Timeout(300)
class MapTest {
    private static final String ACT = "Tasks::act";
    private static final String ECHO = "Tasks::echo";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Ctrl-D. */
    private static final int END_OF_TRANSMISSION = 4;

    @TempDir
    Path directory;

    @Test
    void ordered_printsResultsInTheOrderOfTheInputs_andFailuresOnStderr() throws Exception {
        Ended run = CaromProcess.run("", "-j", "2", "--ordered", Tasks.write(directory) + "::act",
                "a b", "", "throw", "null", "array", "error", "exit 3", "--", "-x", "é😀");

        assertThat(run.stdout()).containsExactly("a b", "", "[1, 2]", "-x", "é😀");
        assertThat(run.stderr()).hasSize(4);
        assertThat(run.stderr().get(0)).matches("carom: throw: OwnException: thrown \\[\\.\\.\\.] \\(Tasks\\.java:\\d+\\)");
        assertThat(run.stderr().get(1)).startsWith("carom: error: AssertionError: an error (Tasks.java:");
        assertThat(run.stderr().get(2)).matches("carom: exit 3: WorkerLostException: after \\d+ ms its worker"
                + " \\(pid \\d+\\) terminated abruptly: it left by System\\.exit or halt with exit code 3");
        assertThat(run.stderr().get(3)).isEqualTo("carom: 3 of 9 inputs failed");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void json_isOneObjectForEachInput() throws Exception {
        Ended run = CaromProcess.run("", "--output=json", "-j2", "--jvm-arg=-Xmx64m", ACT,
                "text", "null", "pair", "thread", "throw", "exit 0", "oom", "deep", "array", "stdin", "big 70000000");

        Map<String, JsonNode> objects = new HashMap<>();
        for (String line : run.stdout()) {
            JsonNode object = JSON.readTree(line);
            objects.put(object.get("input").textValue(), object);
            assertThat(object.get("pid").longValue()).as(line).isPositive();
            assertThat(object.get("attempt").intValue()).as(line).isEqualTo(1);
            assertThat(object.get("millis").longValue()).as(line).isNotNegative();
        }
        assertThat(objects).hasSize(11);
        assertThat(objects.get("text").get("result").textValue()).isEqualTo("text");
        assertThat(objects.get("null").get("result").isNull()).isTrue();
        assertThat(objects.get("pair").get("result")).hasToString("{\"name\":\"p\",\"sizes\":[1,2]}");
        assertThat(objects.get("array").get("result")).hasToString("[1,2]");
        assertThat(objects.get("thread").get("result").textValue()).contains("Thread[");
        assertThat(objects.get("stdin").get("result").intValue()).isEqualTo(-1);
        assertThat(objects.get("throw").get("error"))
                .hasToString("{\"type\":\"OwnException\",\"message\":\"thrown\\nat large\"}");
        assertThat(error(objects, "exit 0")).isEqualTo("WorkerLostException");
        assertThat(error(objects, "oom")).isEqualTo("WorkerLostException");
        assertThat(objects.get("oom").get("error").get("message").textValue()).contains("ran out of heap");
        assertThat(objects.get("deep").get("error").get("message").textValue()).contains("holds itself");
        assertThat(objects.get("big 70000000").has("error")).isTrue();
        assertThat(run.stderr()).contains("carom: 5 of 11 inputs failed");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    private static String error(Map<String, JsonNode> objects, String input) {
        return objects.get(input).get("error").get("type").textValue();
    }

    @Test
    void linesOfStdin_areInputs_andWhatTasksPrintGoesToStderr() throws Exception {
        Ended run = CaromProcess.run("print 1\r\n\nlast", "-j", "1", ACT);

        assertThat(run.stdout()).containsExactlyInAnyOrder("printed", "", "last");
        assertThat(run.stderr()).containsExactlyInAnyOrder("out:1", "err:1");
        assertThat(run.status()).isZero();
    }

    @Test
    void argumentThatIsNoText_isRefused_ratherThanChanged() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" \"$(printf 'a\\377')\"", "sh"));
        command.addAll(CaromProcess.builder(List.of(), "-j1", ECHO, "b").command());
        Process process = new ProcessBuilder(command).redirectError(directory.resolve("stderr").toFile()).start();

        assertThat(process.inputReader().lines()).containsExactly("b");
        assertThat(process.waitFor()).isEqualTo(ExitStatus.FAILED);
        assertThat(Files.readString(directory.resolve("stderr")))
                .contains("InvalidInputException: input 2 is not valid in the charset of the locale");
    }

    @Test
    void nulSeparatedInputs_mayHoldLineEnds() throws Exception {
        Ended run = CaromProcess.run("a\nb\0c\0", "-0", "-j1", "--output", "json", "--ordered", ECHO);

        assertThat(run.stdout()).hasSize(2);
        assertThat(JSON.readTree(run.stdout().get(0)).get("result").textValue()).isEqualTo("a\nb");
        assertThat(run.status()).isZero();
    }

    @Test
    void tag_putsTheInputBeforeEachLineOfAResult() throws Exception {
        Ended run = CaromProcess.run("a\nb\0c\t\\\0\0", "-0", "-j1", "--tag", "--ordered", ECHO);

        assertThat(run.stdout()).containsExactly("a\\nb\ta", "a\\nb\tb", "c\\t\\\\\tc\t\\", "\t");
        assertThat(run.status()).isZero();
    }

    @Test
    void noInput_isNoOutput() throws Exception {
        Ended run = CaromProcess.run("", "-j1", ECHO);

        assertThat(run).isEqualTo(new Ended(0, List.of(), List.of()));
    }

    @Test
    void retries_runAgainAfterAnyFailure() throws Exception {
        Ended run = CaromProcess.run("", "--retries", "1", "--output", "json", "-j", "2", ACT,
                "once " + directory + "/1 throw", "once " + directory + "/2 exit", "throw");

        for (String line : run.stdout()) {
            JsonNode object = JSON.readTree(line);
            assertThat(object.get("attempt").intValue()).as(line).isEqualTo(2);
            assertThat(object.get("input").textValue().equals("throw")
                    ? object.has("error")
                    : object.get("result").textValue().equals("second time")).as(line).isTrue();
        }
        assertThat(run.stdout()).hasSize(3);
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    /** The limit may pass before the function begins, so it has more attempts than the two that it needs. */
    @Test
    void retries_runAgainAfterATimeLimit() throws Exception {
        Ended run = CaromProcess.run("", "--retries", "20", "--timeout", "3s", "--output", "json", "-j1", ACT,
                "once " + directory + "/mark spin");

        assertThat(run.stdout()).hasSize(1);
        JsonNode object = JSON.readTree(run.stdout().get(0));
        assertThat(object.get("result").textValue()).isEqualTo("second time");
        assertThat(object.get("attempt").intValue()).isGreaterThanOrEqualTo(2);
        assertThat(run.status()).isZero();
    }

    /** It may strike before the function begins, which then cannot catch it, and is tried again. */
    @Test
    void softTimeout_canBeCaughtInTheFunction() throws Exception {
        Ended run = CaromProcess.run("", "-j1", "--soft-timeout", "2s", "--retries", "20", ACT, "catch");

        assertThat(run.stdout()).containsExactly("caught");
        assertThat(run.stderr()).isEmpty();
        assertThat(run.status()).isZero();
    }

    @Test
    void softTimeout_endsAFunctionThatDoesNotCatchIt() throws Exception {
        Ended run = CaromProcess.run("", "-j1", "--soft-timeout", "500ms", ACT, "spin");

        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).hasSize(2);
        assertThat(run.stderr().get(0)).startsWith("carom: spin: SoftTimeLimitExceededException: ")
                .contains("raise --soft-timeout if it needs longer");
        assertThat(run.stderr().get(1)).isEqualTo("carom: 1 of 1 input failed, 1 of them by a time limit");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void timeout_killsWhatRuns_andSaysWhere() throws Exception {
        Ended run = CaromProcess.run("", "-j1", "--timeout", "2s", ACT, "spin");

        assertThat(run.stderr().get(0)).matches("carom: spin: TimeLimitExceededException: ran for \\d+ ms, over its limit of"
                + " 2000 ms, and was killed( \\(Tasks\\.java:\\d+\\))?"); // a machine under load may not get the stack in time
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void maxTasksPerChild_replacesWorkers_andJvmArgsReachThem() throws Exception {
        Ended pids = CaromProcess.run("pid\npid\npid\npid\nproperty my.flag\n", "-j", "1", "--max-tasks-per-child", "2",
                "--jvm-arg", "-Dmy.flag=a value", ACT);

        assertThat(pids.stdout()).hasSize(5).contains("a value");
        assertThat(pids.stdout().stream().distinct()).hasSize(3);
    }

    @Test
    void maxMemory_killsAWorkerThatUsesMore() throws Exception {
        Ended run = CaromProcess.run("", "-j1", "--max-memory", "200M", "--jvm-arg=-Xmx64m",
                "--jvm-arg=-XX:MaxDirectMemorySize=2g", "--timeout", "150s", ACT, "direct", "fine");

        assertThat(run.stdout()).containsExactly("fine");
        assertThat(run.stderr().get(0)).contains("WorkerLostException").contains("used more memory than the 200 MiB of --max-memory");
    }

    @Test
    void failFast_takesNoNewInputs() throws Exception {
        String inputs = "throw\n" + "a\n".repeat(100_000);
        Ended run = CaromProcess.run(inputs, "-j", "1", "--fail-fast", ACT);

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.stdout()).hasSizeLessThan(100_000);
        assertThat(run.stderr()).last().asString().startsWith("carom: stopped before the end of the inputs; 1 of ");
    }

    @Test
    void resume_runsWhatDidNotSucceed() throws Exception {
        Path log = directory.resolve("log");
        String mark = "once " + directory + "/mark throw";
        Ended first = CaromProcess.run("", "-j1", "--job-log", log.toString(), ACT, "good", mark);
        assertThat(first.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(Files.readAllLines(log)).hasSize(3)
                .anyMatch(line -> line.matches("2\t\\d{13}\t\\d+\t\\d+\t1\tOwnException\tonce .*\tfirst time"));

        Ended second = CaromProcess.run("", "-j1", "--job-log", log.toString(), "--resume", ACT, "good", mark, "new");

        assertThat(second.stdout()).containsExactlyInAnyOrder("second time", "new");
        assertThat(second.status()).isZero();
        assertThat(Files.readAllLines(log)).hasSize(5);
    }

    @Test
    void jobLog_mayBeAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeThat(Path.of("/usr/bin/mkfifo")).isExecutable();
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor()).isZero();
        CompletableFuture<List<String>> read = CompletableFuture.supplyAsync(() -> lines(pipe), CaromProcess.OWN_THREAD);

        Ended run = CaromProcess.run("", "-j1", "--job-log", pipe.toString(), ECHO, "a");

        assertThat(run).isEqualTo(new Ended(0, List.of("a"), List.of()));
        assertThat(read.get(60, TimeUnit.SECONDS)).hasSize(2).last().asString().contains("\tok\ta\t");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void functionOfTheJdk_needsNoSource() throws Exception {
        Ended run = CaromProcess.run("", "-j1", "java.lang.Integer::decode", "0x10", "ten");

        assertThat(run.stdout()).containsExactly("16");
        assertThat(run.stderr().get(0)).isEqualTo("carom: ten: NumberFormatException: For input string: \"ten\"");
    }

    @Test
    void inputsFromATerminal_areAskedFor() throws Exception {
        assumeThat(Path.of("/usr/bin/script")).isExecutable();
        String command = CaromProcess.builder(List.of(), "-j1", "--progress", "never", ECHO).command().stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Process terminal = new ProcessBuilder("/usr/bin/script", "-qec", command, "/dev/null").redirectErrorStream(true).start();
        try (BufferedReader screen = terminal.inputReader(StandardCharsets.UTF_8)) {
            assertThat(screen.readLine()).isEqualTo("carom: there are no inputs on the command line, so this terminal is read:"
                    + " one in a line, Ctrl-D after the last");
            OutputStream keys = terminal.getOutputStream();
            keys.write("typed\n".getBytes(StandardCharsets.US_ASCII));
            keys.write(END_OF_TRANSMISSION);
            keys.flush();
            assertThat(screen.lines().filter(line -> line.equals("typed"))).as("its echo, and the result").hasSize(2);
            assertThat(terminal.waitFor()).isZero();
        } finally {
            terminal.destroyForcibly();
        }
    }

    @Test
    void progressBar_isForcedOnWhatIsNoTerminal() throws Exception {
        Ended run = CaromProcess.run("", "-j1", "--progress", "always", ECHO, "1", "2");

        assertThat(String.join("\n", run.stderr())).contains("[########################] 100% 2/2");
        assertThat(run.stdout()).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void progressBar_knowsHowManyInputsStdinHas() throws Exception {
        Ended run = CaromProcess.run("1\n2\n", "-j1", "--progress", "always", "--ordered", ECHO);

        assertThat(String.join("\n", run.stderr())).contains("[########################] 100% 2/2");
        assertThat(run.stdout()).containsExactly("1", "2");
    }

    @Test
    void workersThatCannotStart_areReportedOnce() throws Exception {
        Ended run = CaromProcess.run("1\n2\n", "-j1", "--jvm-arg=-XX:NoSuchFlag", ECHO);

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.stderr()).filteredOn(line -> line.startsWith("carom: workers cannot")).hasSize(1);
    }

    @Test
    void workersThatCanStartNoMoreAfterResults_areNoWrongUsage() throws Exception {
        Path source = Files.writeString(directory.resolve("Vanishing.java"), """
                import java.nio.file.*;

                public class Vanishing {
                    public static boolean delete(Path file) throws Exception { return Files.deleteIfExists(file); }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString())).isZero();
        String itself = directory.resolve("Vanishing.class") + "\n";

        Ended run = CaromProcess.run("no such file\n" + itself.repeat(1000), "-j1", "--max-tasks-per-child", "1",
                "--class-path", directory.toString(), "Vanishing::delete");

        assertThat(run.stdout()).first().isEqualTo("false");
        assertThat(run.stderr()).anyMatch(line -> line.startsWith("carom: workers cannot run: "));
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void examples_compileAndRun() throws Exception {
        Path tasks = Path.of("..", "examples", "tasks");
        for (String task : List.of("LineCount", "WordCount")) {
            assertThat(TaskSpec.resolve(tasks.resolve(task + ".java").toString(), List.of(), true).className()).isEqualTo(task);
        }
        Ended sum = CaromProcess.run("", "-j1", tasks.resolve("Sha256.java").toString(), "../README.md");
        assertThat(sum.stdout()).singleElement().asString().matches("[0-9a-f]{64}  \\.\\./README\\.md");
        String jar = Path.of(Test.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        Ended run = CaromProcess.run("", "-j1", "--ordered", tasks.resolve("JarStats.java").toString(), jar, "pom.xml");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.stdout()).hasSize(1).first().asString().contains("classes");
        assertThat(run.stderr()).hasSize(2).first().asString().startsWith("carom: pom.xml: ZipException: ");
    }

    @Test
    void manyInputs_runInLittleMemory_inOrder() throws Exception {
        int count = 100_000;
        String padding = "x".repeat(400);
        try (CaromProcess carom = CaromProcess.start(List.of("-Xmx32m", "-XX:+UseSerialGC"), "-j", "2", "--ordered", ECHO)) {
            Thread writer = new Thread(() -> feed(carom, count, padding));
            writer.start();
            Ended run = carom.end();
            assertThat(run.stderr()).isEmpty();
            assertThat(run.status()).isZero();
            assertThat(run.stdout()).hasSize(count);
            assertThat(IntStream.range(0, count).allMatch(i -> run.stdout().get(i).equals(i + padding))).isTrue();
            writer.join();
        }
    }

    private static void feed(CaromProcess carom, int count, String padding) {
        try (var out = new java.io.PrintStream(new java.io.BufferedOutputStream(carom.stdin(), 1 << 16))) {
            IntStream.range(0, count).forEach(i -> out.print(i + padding + "\n"));
        }
    }

    @Test
    void largeResults_runInLittleMemory() throws Exception {
        try (CaromProcess carom = CaromProcess.start(List.of("-Xmx96m", "-XX:+UseSerialGC"), "-j", "2", ACT)) {
            carom.feed("big 5000000\n".repeat(60));
            long bytes = carom.stdout().transferTo(java.io.OutputStream.nullOutputStream());
            Ended run = carom.end();
            assertThat(run.stderr()).isEmpty();
            assertThat(bytes).isEqualTo(60 * 5_000_001L);
            assertThat(run.status()).isZero();
        }
    }
}
