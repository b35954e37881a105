package dev.carom.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that end with a pool open: by the end of main, by an exit, by a signal. */
@Timeout(500) // each of these programs is given the time that a very busy machine takes
class HostProgramTest {
    private static final int SIGTERM = 128 + 15;

    @TempDir
    Path directory;

    @Test
    @Tag("B188")
    void endOfMain_withoutClosing_getsItsWorkDone() throws Exception {
        assertWorkIsDone("forgets", 5);
    }

    @Test
    @Tag("B188")
    @Tag("any-jdk")
    void endOfMain_getsTheWorkOfADaemonDone() throws Exception {
        assertWorkIsDone("submits-from-a-daemon", 5);
    }

    @Test
    @Tag("B188")
    @Tag("any-jdk")
    void endOfMain_getsCallbacksAndWhatTheySubmitDone() throws Exception {
        assertWorkIsDone("goes-on-in-callbacks", 3);
    }

    private void assertWorkIsDone(String which, int marksExpected) throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory);
                HostProgram.Running program = start(which, marks, gate)) {
            program.awaitOutput("main ended");
            gate.open();

            assertThat(program.await()).isZero();
            assertThat(program.errors()).isEmpty();
        }
        assertThat(marks.all()).hasSize(marksExpected).containsOnly("done");
    }

    @Test
    void exit_keepsItsCode_andKillsWhatRuns_silently() throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory);
                HostProgram.Running program = start("exits", marks, gate)) {
            assertThat(program.await()).isEqualTo(3);
            assertThat(program.errors()).isEmpty();
            awaitWorkerGone(marks);
        }
        assertThat(marks.all()).doesNotContain("done");
    }

    @Test
    @Tag("B189")
    void submittingFromAHook_isRefused() throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory);
                HostProgram.Running program = start("submits-while-it-exits", marks, gate)) {
            assertThat(program.await()).isZero();
            assertThat(program.output()).contains("refused: pool pool-1 takes no more tasks");
        }
    }

    @Test
    @Tag("B192")
    void signal_whereAHookClosesThePool_finishesWhatRuns_howeverOftenItComes() throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory);
                HostProgram.Running program = start("closes-in-a-hook", marks, gate)) {
            program.awaitOutput("ready");
            program.process().destroy();
            program.process().destroy();
            gate.open();

            assertThat(program.await()).isEqualTo(SIGTERM);
            assertThat(program.output()).contains("result 7");
            assertThat(program.errors()).isEmpty();
            awaitWorkerGone(marks);
        }
        assertThat(marks.all()).endsWith("done");
    }

    @Test
    @Tag("B193")
    void signal_whereNobodyClosesThePool_stopsWhatRuns() throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory);
                HostProgram.Running program = start("runs", marks, gate)) {
            program.awaitOutput("ready");
            program.process().destroy();

            assertThat(program.await()).isEqualTo(SIGTERM);
            assertThat(program.errors()).isEmpty();
            awaitWorkerGone(marks);
        }
        assertThat(marks.all()).hasSize(1);
    }

    @Test
    @Tag("B193")
    void signal_whereAHookWaitsForSoLong_stopsWhatRunsAfterThat() throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory);
                HostProgram.Running program = start("waits-a-little-in-a-hook", marks, gate)) {
            program.awaitOutput("ready");
            program.process().destroy();

            assertThat(program.await()).isEqualTo(SIGTERM);
            assertThat(program.output()).contains("time is over").doesNotContain("result");
            assertThat(program.errors()).isEmpty();
            awaitWorkerGone(marks);
        }
        assertThat(marks.all()).hasSize(1);
    }

    @Test
    @Tag("B296")
    @Tag("any-jdk")
    void lackOfDescriptors_putsOffTheReplacement_andIsGotOver() throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory);
                HostProgram.Running program = start("starves", marks, gate)) {
            assertThat(program.await()).as(program::errors).isZero();
            assertThat(program.output()).contains("starved", "healed 7");
        }
    }

    private HostProgram.Running start(String which, Marks marks, Gate gate) throws IOException {
        return HostProgram.start(which, marks, gate, directory);
    }

    private static void awaitWorkerGone(Marks marks) {
        long pid = Long.parseLong(marks.all().get(0).substring("pid ".length()));
        Waits.until("worker " + pid + " is gone", () -> !Processes.runs(pid));
    }
}
