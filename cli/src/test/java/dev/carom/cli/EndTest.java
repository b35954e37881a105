package dev.carom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.cli.CaromProcess.Ended;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that do not come to their end by themselves. */
@Timeout(300)
class EndTest {
    private static final String ACT = "Tasks::act";

    @TempDir
    Path directory;

    @Test
    void firstCtrlC_letsRunningInputsEnd_andTakesNoNewOnes() throws Exception {
        Path log = directory.resolve("log");
        String wait = "wait " + directory + "/release\n";
        try (CaromProcess carom = CaromProcess.start(List.of(), "-j", "1", "--job-log", log.toString(), ACT)) {
            carom.stdin().write((wait + "never\n".repeat(1000)).getBytes());
            carom.stdin().flush(); // and left open: it is not the end of the inputs that ends the run
            carom.awaitSaid("started");
            carom.signal("INT");
            carom.awaitSaid("stopping");
            Files.createFile(directory.resolve("release"));
            Ended run = carom.end();

            assertThat(run.status()).isEqualTo(130);
            assertThat(run.stdout()).containsExactly("released");
            assertThat(run.stderr()).last()
                    .isEqualTo("carom: stopped before the end of the inputs; 1 input succeeded; --resume does the rest");
            assertThat(Files.readAllLines(log)).hasSize(2).last().asString().contains("\tok\twait");
        }
    }

    @Test
    void secondCtrlC_killsWhatRuns_andKeepsTheJobLog() throws Exception {
        Path log = directory.resolve("log");
        try (CaromProcess carom = CaromProcess.start(List.of(), "-j", "1", "--job-log", log.toString(), ACT)) {
            carom.stdin().write(("done\nwait " + directory + "/never\n").getBytes());
            carom.stdin().flush();
            assertThat(new String(carom.stdout().readNBytes(5))).isEqualTo("done\n");
            carom.awaitSaid("started");
            List<ProcessHandle> workers = carom.workers();
            assertThat(workers).isNotEmpty();
            carom.signal("INT");
            carom.awaitSaid("stopping");
            carom.signal("INT");
            Ended run = carom.end();

            assertThat(run.status()).isEqualTo(130);
            assertThat(run.stdout()).isEmpty();
            assertThat(Files.readAllLines(log)).hasSize(2).last().asString().contains("\tok\tdone");
            for (ProcessHandle worker : workers) {
                worker.onExit().get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void secondCtrlC_endsIt_alsoWhereNobodyReadsStdout() throws Exception {
        try (CaromProcess carom = CaromProcess.start(List.of(), "-j", "1", ACT, "big 1000000", "wait " + directory + "/never")) {
            carom.awaitSaid("started"); // so the first result is there, and does not fit into the pipe
            carom.signal("INT");
            carom.awaitSaid("stopping");
            carom.signal("INT");

            assertThat(carom.endUnread()).isEqualTo(130);
        }
    }

    @Test
    void sigterm_isAsCtrlC_withItsOwnStatus() throws Exception {
        try (CaromProcess carom = CaromProcess.start(List.of(), "-j", "1", ACT, "wait " + directory + "/release", "never")) {
            carom.awaitSaid("started");
            carom.signal("TERM");
            carom.awaitSaid("stopping");
            Files.createFile(directory.resolve("release"));
            Ended run = carom.end();

            assertThat(run.status()).isEqualTo(143);
            assertThat(run.stdout()).containsExactly("released");
            assertThat(run.stderr()).last().isEqualTo("carom: stopped with 1 input not done; 1 input succeeded");
        }
    }

    @Test
    void sighup_endsItAtOnce_andItsWorkers() throws Exception {
        try (CaromProcess carom = CaromProcess.start(List.of(), "-j", "1", ACT, "wait " + directory + "/never", "next")) {
            carom.awaitSaid("started");
            List<ProcessHandle> workers = carom.workers();
            carom.signal("HUP");
            Ended run = carom.end();

            assertThat(run.status()).isEqualTo(129);
            assertThat(run.stdout()).isEmpty();
            assertThat(workers).isNotEmpty();
            for (ProcessHandle worker : workers) {
                worker.onExit().get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void closedStdout_endsItQuietly() throws Exception {
        try (CaromProcess carom = CaromProcess.start(List.of(), "-j", "2", ACT)) {
            Thread writer = new Thread(() -> feedForEver(carom));
            writer.start();
            assertThat(carom.stdout().read()).isEqualTo('a');
            carom.stdout().close();
            Ended run = carom.end();

            assertThat(run.stderr()).isEmpty();
            assertThat(run.status()).isEqualTo(ExitStatus.STDOUT_CLOSED);
            writer.join();
        }
    }

    private static void feedForEver(CaromProcess carom) {
        byte[] some = "a\n".repeat(1000).getBytes();
        try {
            while (true) {
                carom.stdin().write(some);
            }
        } catch (IOException e) {
            return; // it is gone, as it should be
        }
    }

    @Test
    void outOfMemory_isReported_andEndsTheRun() throws Exception {
        try (CaromProcess carom = CaromProcess.start(List.of("-Xmx32m", "-XX:+UseSerialGC"), "-j", "1", ACT,
                "big 12000000", "a")) {
            Ended run = carom.end();

            assertThat(run.status()).as("%s", run.stderr()).isEqualTo(ExitStatus.FAILED);
            assertThat(run.stderr()).anyMatch(line -> line.startsWith("carom: "));
        }
    }

    @Test
    void resumeThatRunsOutOfMemory_isReported() throws Exception {
        Path log = directory.resolve("log");
        CaromProcess.run("", "--job-log", log.toString(), ACT, "a");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(100 << 20); // one line that takes more than the heap
        }
        try (CaromProcess carom = CaromProcess.start(List.of("-Xmx32m", "-XX:+UseSerialGC"),
                "--job-log", log.toString(), "--resume", ACT, "a")) {
            Ended run = carom.end();

            assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(run.stderr()).singleElement().asString().startsWith("carom: out of memory: ");
        }
    }

    @Test
    void fullDisk_isReportedOnce_andEndsTheRun() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists());
        Process process = CaromProcess.builder(List.of(), "-j", "1", ACT, "a", "b").redirectOutput(full).start();
        String stderr = new String(process.getErrorStream().readAllBytes());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitStatus.FAILED);
        assertThat(stderr.lines().filter(line -> line.startsWith("carom: cannot write to stdout"))).hasSize(1);
        assertThat(stderr.lines()).last().isEqualTo("carom: stopped with 2 inputs not done");
    }

    @Test
    void resultsThatCouldNotBeWritten_areMadeAgainByResume() throws Exception {
        for (String order : List.of("--unordered", "--ordered")) {
            File full = new File("/dev/full");
            assumeTrue(full.exists());
            String log = directory.resolve("log" + order).toString();
            Process process = CaromProcess.builder(List.of(), order, "--job-log", log, ACT, "a", "b", "c")
                    .redirectOutput(full).start();
            assertThat(process.errorReader().lines()).last()
                    .isEqualTo("carom: stopped with 3 inputs not done; --resume does the rest");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitStatus.FAILED);

            Ended again = CaromProcess.run("", order, "--job-log", log, "--resume", ACT, "a", "b", "c");

            assertThat(again.stdout()).as("%s", again.stderr()).containsExactlyInAnyOrder("a", "b", "c");
            assertThat(again.status()).isZero();
        }
    }
}
