package dev.carom.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal that comes while a pool is still being made: it leaves no file and no process. */
@Tag("any-jdk")
@Tag("B193")
class SignalAtTheStartTest {
    private static final int SIGTERM = 128 + 15;

    /** A variable that workers inherit, as do those that nobody knows yet. */
    private static final String VARIABLE = "CAROM_TEST_MARK";

    @TempDir
    Path temporary;

    private final String mark = UUID.randomUUID().toString();

    /** @param file in the pool's directory: the signal comes as soon as that is there */
    @ParameterizedTest
    @CsvSource({
        "with-threads, ''", "with-threads, owner.lock", "with-threads, 1", "with-threads, worker.args",
        "with-threads, 1/sock", "with-threads, 2", "with-threads, 2/sock", "with-threads, 3", "with-threads, 3/sock",
        "without-threads, owner.lock", "without-threads, worker.args", "without-threads, 2"})
    void signalWhileAPoolIsMade_leavesNothing(String how, String file) throws Exception {
        try (HostJvm host = start(how)) {
            Waits.until("the pool's directory has " + file, () -> haveAll(1, file));

            leavesNothing(host);
        }
    }

    @ParameterizedTest
    @CsvSource({"owner.lock", "worker.args", "1"})
    void signalWhileAnotherPoolIsMade_leavesNothing(String file) throws Exception {
        try (HostJvm host = start("makes-another")) {
            Waits.until("the directories of both have " + file, () -> haveAll(2, file));

            leavesNothing(host);
        }
    }

    @Test
    void workerThatIsLaunchedWhileTheJvmEnds_isGoneWithIt() throws Exception {
        try (HostJvm host = start("launches-late")) {
            host.line("launching");

            leavesNothing(host);
        }
    }

    private HostJvm start(String how) throws IOException {
        return HostJvm.start(YoungHost.class, List.of("-Djava.io.tmpdir=" + temporary), Map.of(VARIABLE, mark), how);
    }

    private void leavesNothing(HostJvm host) throws Exception {
        ProcessHandle.of(host.pid()).orElseThrow().destroy();

        HostJvm.Run run = host.toItsEnd();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(SIGTERM);
        // Killed they were, but a busy machine may take its time to end them.
        Waits.until("no process is left", () -> ProcessHandle.allProcesses().filter(this::isMarked).noneMatch(Processes::runs));
        assertThat(temporary).isEmptyDirectory();
    }

    private boolean isMarked(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains(VARIABLE + '=' + mark);
        } catch (IOException e) {
            return false; // it ended, or is another user's
        }
    }

    /** Whether there are so many directories of pools, and each has this file. */
    private boolean haveAll(int count, String file) throws IOException {
        int having = 0;
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(temporary, "carom-*")) {
            for (Path directory : directories) {
                having += Files.exists(directory.resolve(file)) ? 1 : 0;
            }
        }
        return having == count;
    }
}
