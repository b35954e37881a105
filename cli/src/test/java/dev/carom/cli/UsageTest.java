package dev.carom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.cli.run.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything runs. */
class UsageTest {
    private static final String TASK = "java.lang.Integer::parseInt";

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "map | Missing required parameter: 'TASK'",
        "map -j 0 T 1 | --jobs must be 1 or more, but is 0",
        "map -j 1000000 T 1 | --jobs 1000000 is more than there is memory for: a process takes 20 MB",
        "map -j x T 1 | Invalid value for option '--jobs'",
        "map --retries -1 T 1 | --retries must be 0 or more, but is -1",
        "map --max-tasks-per-child 0 T 1 | --max-tasks-per-child must be 1 or more, but is 0",
        "map --timeout 30 T 1 | Invalid value for option '--timeout': must be a number with its unit",
        "map --timeout 0s T 1 | must be above zero",
        "map --timeout T | Invalid value for option '--timeout'",
        "map --soft-timeout 2s --timeout 2s T 1 | --soft-timeout must be below --timeout",
        "map --max-memory 12 T 1 | Invalid value for option '--max-memory': must be a whole number with K, M, G or T",
        "map --ordered --unordered T 1 | mutually exclusive",
        "map --output xml T 1 | Invalid value for option '--output': expected one of [text, json]",
        "map --progress yes T 1 | Invalid value for option '--progress': expected one of [auto, always, never]",
        "map --resume T 1 | --resume needs --job-log",
        "map --job-log /no/such/dir/log T 1 | --job-log /no/such/dir/log cannot be used",
        "map -0 T 1 | --null is for inputs on stdin",
        "map --class-path /no/such.jar T 1 | --class-path: /no/such.jar does not exist",
        "map --jvm-arg Xmx1g T 1 | --jvm-arg: a JVM flag must start with '-'",
        "map --jvm-arg=-cp --jvm-arg=x T 1 | --jvm-arg: -cp would be overridden by the worker's own class path",
        "map --jvm-arg -version T 1 | --jvm-arg: -version would keep the worker's main class from running",
        "map --no-such-option T 1 | Unknown option: '--no-such-option'",
        "map --job 2 T 1 | Unknown option: '--job'; there is --jobs",
        "map -P2 T 1 | Unknown option: '-P2'; here it is -j",
        "map --keep-order T 1 | Unknown option: '--keep-order'; here it is --ordered",
        "map --joblog=log T 1 | Unknown option: '--joblog=log'; here it is --job-log",
        "map --eta T 1 | Unknown option: '--eta'; here it is --progress",
        "map --tag --output json T 1 | --tag is for text; --output json has each result's input",
        "map T -x | Unknown option: '-x'; an input that begins with '-' goes after '--'",
        "map no.such.Type::run 1 | there is no class no.such.Type",
        "map Missing.java 1 | TASK file Missing.java does not exist",
        "map java.lang.Integer::parseInteger 1 | java.lang.Integer has no method parseInteger",
        "nap --timeout 1s 1 | there is no command 'nap'; what there is: 'carom map TASK [INPUT...]'",
        "--nap | Unknown option: '--nap'"
    })
    void wrongUsage_isOneClearSentenceAndStatus2(String line, String message) {
        int status = run(line.replace(" T", " " + TASK).split(" "));

        String said = stderr.toString(StandardCharsets.UTF_8);
        assertThat(status).as(said).isEqualTo(ExitStatus.USAGE);
        assertThat(said).startsWith("carom: ").contains(message).doesNotContain("\tat ");
        assertThat(said.lines()).hasSize(2).last().asString().startsWith("Try 'carom").endsWith("--help'.");
        assertThat(stdout.size()).isZero();
    }

    @Test
    void sourceFileWithoutACompiler_isRefused(@TempDir Path directory) throws Exception {
        Path source = Files.writeString(directory.resolve("F.java"), "class F {}");
        try (CaromProcess carom = CaromProcess.start(List.of("--limit-modules=java.logging"), source.toString(), "x")) {
            CaromProcess.Ended ended = carom.end();

            assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(ended.stderr()).first().asString().startsWith("carom: a source file needs a JDK to be compiled, but ");
        }
    }

    @Test
    void temporaryDirectoryThatIsNotThere_isNamedByTheVariableThatSetsIt(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing");
        try (CaromProcess carom = CaromProcess.start(List.of("-Djava.io.tmpdir=" + missing), TASK, "1")) {
            CaromProcess.Ended ended = carom.end();

            assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(ended.stderr()).filteredOn(line -> line.startsWith("carom: ")).singleElement().asString()
                    .startsWith("carom: workers cannot be started: ")
                    .contains(missing.toString())
                    .endsWith("; let TMPDIR name a directory that can be written to");
        }
    }

    @Test
    void resumeOfWhatIsNoLog_isRefused(@TempDir Path directory) {
        assertThat(run("map", "--resume", "--job-log", directory.toString(), TASK, "1")).isEqualTo(ExitStatus.USAGE);
        assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("--job-log " + directory + " cannot be used");
    }

    @Test
    void nothing_printsUsageToStderr() {
        assertThat(run()).isEqualTo(ExitStatus.USAGE);
        assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("Usage: carom").contains("Try 'carom map --help'");
        assertThat(stdout.size()).isZero();
    }

    @Test
    void help_namesEachOptionAndExitStatus() {
        assertThat(run("map", "--help")).isZero();

        assertThat(stdout.toString(StandardCharsets.UTF_8)).contains("TASK", "INPUT", "--null", "--jobs", "--timeout",
                "--soft-timeout", "--max-tasks-per-child", "--max-memory", "--retries", "--ordered", "--unordered", "--output",
                "--tag", "--job-log", "--resume", "--fail-fast", "--jvm-arg", "--class-path", "--progress", "Exit status:", "130");
        assertThat(stdout.toString(StandardCharsets.UTF_8).lines()).as("fits a terminal of 80 columns")
                .allMatch(line -> line.length() < 80);
    }

    @ParameterizedTest
    @CsvSource({
        "No space left on device, 1, carom: cannot write to stdout: No space left on device",
        "Broken pipe, 141, ''"
    })
    void helpThatCannotBeWritten_isAFailure(String why, int status, String said) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };

        assertThat(Main.run(new String[] {"map", "--help"}, full, new Console(stderr))).isEqualTo(status);
        assertThat(stderr.toString(StandardCharsets.UTF_8).strip()).isEqualTo(said);
    }

    @Test
    void version_isPrinted() {
        assertThat(run("--version")).isZero();
        assertThat(stdout.toString(StandardCharsets.UTF_8)).startsWith("carom ").contains("Java");
    }

    private int run(String... args) {
        return Main.run(args, stdout, new Console(stderr));
    }
}
