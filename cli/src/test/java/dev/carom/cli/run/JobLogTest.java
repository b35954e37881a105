package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carom.cli.UsageException;
import dev.carom.cli.task.Failure;
import dev.carom.cli.task.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobLogTest {
    private static final String HEADING = "Seq\tStart\tMillis\tPid\tAttempt\tStatus\tInput\tMessage";
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
                    HEADING,
                    "1\t1000\t2\t77\t1\tok\ta\\tb\\nc\\\\\t",
                    "2\t1000\t0\t77\t3\tIOException\tbad\tno\\tway\\n");
        }
    }

    @Test
    void resume_knowsWhatSucceeded_andGoesOnBehindIt() throws Exception {
        Path file = written();
        try (JobLog log = JobLog.open(file, true)) {
            assertThat(succeeded(log, "good\tone")).isTrue();
            assertThat(succeeded(log, "bad")).isFalse();
            assertThat(succeeded(log, "other")).isFalse();
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
        assertThat(Files.readAllLines(file)).containsExactly(HEADING);
    }

    private static boolean succeeded(JobLog log, String input) {
        return log.succeeded(new Input(1, input, null));
    }

    @Test
    void invalidInput_isNotTakenForTheTextThatStandsForIt() throws Exception {
        try (JobLog log = JobLog.open(written(), true)) {
            assertThat(log.succeeded(new Input(1, "good\tone", "input 1 is not valid UTF-8"))).isFalse();
        }
    }

    @Test
    void fullDisk_namesWhatSucceededAndIsNotInTheLog() throws Exception {
        FullDisk disk = new FullDisk(30); // in the second line
        try (JobLog log = new JobLog(disk, new TextSet(), true)) {
            log.add(new Input(1, "whole", null), 1, OK);
            log.add(new Input(2, "torn\t\u00fc", null), 1, OK);
            log.add(new Input(3, "bad", null), 1, FAILED);
            log.add(new Input(4, "unwritten", null), 1, OK);

            assertThatThrownBy(log::flush).hasMessage("No space left on device; --resume runs again what has succeeded and is not"
                    + " in it: torn\\t\u00fc, unwritten");
        }
    }

    @Test
    void fullDisk_namesTheFirstOfMany_andNothingWhereThereIsNoResume() throws Exception {
        try (JobLog log = new JobLog(new FullDisk(0), new TextSet(), true)) {
            for (int i = 1; i <= 23; i++) {
                log.add(new Input(i, "in" + i, null), 1, OK);
            }
            assertThatThrownBy(log::flush).hasMessageEndingWith(": in1, in2, in3, in4, in5, in6, in7, in8, in9, in10, in11, in12,"
                    + " in13, in14, in15, in16, in17, in18, in19, in20 and 3 more");
        }
        try (JobLog pipe = new JobLog(new FullDisk(0), new TextSet(), false)) {
            pipe.add(new Input(1, "a", null), 1, OK);
            assertThatThrownBy(pipe::flush).hasMessage("No space left on device");
        }
    }

    @Test
    void tornLastLine_isCutOff() throws Exception {
        Path file = written();
        Files.writeString(file, "3\t1000\t1\t77\t1\tok\tto", StandardOpenOption.APPEND);
        try (JobLog log = JobLog.open(file, true)) {
            assertThat(succeeded(log, "to")).isFalse();
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
        assertThat(Files.readAllLines(file)).containsExactly(HEADING);

        JobLog.open(directory.resolve("new"), true).close();
        assertThat(Files.readAllLines(directory.resolve("new"))).containsExactly(HEADING);
    }

    @Test
    void withoutResume_itIsWrittenAnew() throws Exception {
        Path file = written();
        JobLog.open(file, false).close();
        assertThat(Files.readAllLines(file)).containsExactly(HEADING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a log\n", "neither a log nor a line", "Seq\tHost\tStarttime\n"})
    void otherFile_isRefused_andLeftAlone(String text) throws Exception {
        Path other = Files.writeString(directory.resolve("other"), text);
        for (boolean resume : new boolean[] {true, false}) {
            assertThatThrownBy(() -> JobLog.open(other, resume))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(other + " is there, but is not a job log")
                    .hasMessageContaining("name another file");
            assertThat(Files.readString(other)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "too;few | it has 2 columns, not 8",
        "blank | it has 1 column, not 8",
        "3;1000;1;77;1;ok;a\\q; | '\\' must be followed by"
    })
    void resumeOfALineThatNoRunWrites_isRefused(String line, String why) throws Exception {
        Path file = written();
        Files.writeString(file, line.replace(';', '\t') + "\n", StandardOpenOption.APPEND);
        List<String> before = Files.readAllLines(file);

        assertThatThrownBy(() -> JobLog.open(file, true))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("line 4 of " + file)
                .hasMessageContaining(why)
                .hasMessageEndingWith("mend or delete it");
        assertThat(Files.readAllLines(file)).isEqualTo(before);
    }

    @Test
    void logOfAnotherRun_isRefused_untilThatHasEnded() throws Exception {
        Path file = written();
        try (JobLog other = JobLog.open(file, true)) {
            for (boolean resume : new boolean[] {true, false}) {
                assertThatThrownBy(() -> JobLog.open(file, resume))
                        .isInstanceOf(UsageException.class)
                        .hasMessageContaining("is written by another run: wait for its end");
            }
            other.add(new Input(3, "more", null), 1, OK);
            other.flush();
        }
        try (JobLog log = JobLog.open(file, true)) {
            assertThat(succeeded(log, "more")).isTrue();
        }
    }

    @Test
    void device_isWritten_butNotResumed() throws Exception {
        Path device = Path.of("/dev/null");
        assumeThat(device).exists();
        try (JobLog log = JobLog.open(device, false)) {
            log.add(new Input(1, "a", null), 1, OK);
            log.flush();
            assertThat(log.isReadable()).isFalse();
        }
        assertThatThrownBy(() -> JobLog.open(device, true))
                .isInstanceOf(UsageException.class)
                .hasMessage("--resume reads the job log, but /dev/null is a pipe or device: name a file");
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
