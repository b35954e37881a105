package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.cli.UsageException;
import dev.carom.cli.task.Failure;
import dev.carom.cli.task.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLogTest {
    private static final Reply OK = new Reply("result", null, 1000, 2_500_000, 77);
    private static final Reply FAILED = new Reply(null, new Failure("IOException", "no\tway\n", "X.java:1"), 1000, 0, 77);

    @TempDir
    Path directory;

    @Test
    void eachInput_isALine_withItsColumnsInPlace() throws Exception {
        Path file = directory.resolve("log");
        try (JobLog log = JobLog.open(file, false)) {
            log.add(new Input(1, "a\tb\nc\\", null), 1, OK);
            log.add(new Input(2, "bad", null), 3, FAILED);
            log.flush();

            assertThat(Files.readAllLines(file)).containsExactly(
                    "Seq\tStart\tMillis\tPid\tAttempt\tStatus\tInput\tMessage",
                    "1\t1000\t2\t77\t1\tok\ta\\tb\\nc\\\\\t",
                    "2\t1000\t0\t77\t3\tIOException\tbad\tno\\tway\\n");
        }
    }

    @Test
    void resume_knowsWhatSucceeded_andGoesOnBehindIt() throws Exception {
        Path file = written();
        try (JobLog log = JobLog.open(file, true)) {
            assertThat(log.succeeded("good\tone")).isTrue();
            assertThat(log.succeeded("bad")).isFalse();
            assertThat(log.succeeded("other")).isFalse();
            log.add(new Input(2, "bad", null), 1, OK);
            log.flush();
        }
        assertThat(Files.readAllLines(file)).hasSize(4);
    }

    @Test
    void lineWhoseResultIsNotOut_isNotWritten() throws Exception {
        Path file = directory.resolve("log");
        try (JobLog log = JobLog.open(file, false)) {
            log.add(new Input(1, "a", null), 1, OK);
        }
        assertThat(Files.readAllLines(file)).containsExactly(JobLog.HEADING);
    }

    @Test
    void tornLastLine_isCutOff() throws Exception {
        Path file = written();
        Files.writeString(file, "3\t1000\t1\t77\t1\tok\tto", StandardOpenOption.APPEND);
        try (JobLog log = JobLog.open(file, true)) {
            assertThat(log.succeeded("to")).isFalse();
            log.add(new Input(3, "torn", null), 1, OK);
            log.flush();
        }
        assertThat(Files.readAllLines(file)).hasSize(4).last().isEqualTo("3\t1000\t2\t77\t1\tok\ttorn\t");
    }

    @Test
    void tornHeadingOrNoFile_isBegunAnew() throws Exception {
        Path file = directory.resolve("log");
        Files.writeString(file, "Seq\tSta");
        JobLog.open(file, true).close();
        assertThat(Files.readAllLines(file)).containsExactly(JobLog.HEADING);

        JobLog.open(directory.resolve("new"), true).close();
        assertThat(Files.readAllLines(directory.resolve("new"))).containsExactly(JobLog.HEADING);
    }

    @Test
    void withoutResume_itIsWrittenAnew() throws Exception {
        Path file = written();
        JobLog.open(file, false).close();
        assertThat(Files.readAllLines(file)).containsExactly(JobLog.HEADING);
    }

    @Test
    void resumeOfAnotherFile_isRefusedAndLeavesItAlone() throws Exception {
        Path other = directory.resolve("other");
        Files.writeString(other, "not a log\n");
        assertThatThrownBy(() -> JobLog.open(other, true))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is not a job log: line 1");
        assertThat(Files.readString(other)).isEqualTo("not a log\n");

        Path file = written();
        Files.writeString(file, "too\tfew\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> JobLog.open(file, true)).hasMessageContaining("line 4: it has 2 columns, not 8");
    }

    @Test
    void directoryOrMissingFolder_isRefused() {
        assertThatThrownBy(() -> JobLog.open(directory, false)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> JobLog.open(directory, true)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> JobLog.open(directory.resolve("no/log"), false)).isInstanceOf(UsageException.class);
    }

    private Path written() throws UsageException, IOException {
        Path file = directory.resolve("written");
        try (JobLog log = JobLog.open(file, false)) {
            log.add(new Input(1, "good\tone", null), 1, OK);
            log.add(new Input(2, "bad", null), 1, FAILED);
            log.flush();
        }
        return file;
    }
}
