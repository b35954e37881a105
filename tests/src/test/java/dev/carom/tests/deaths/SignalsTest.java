package dev.carom.tests.deaths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerExit;
import dev.carom.WorkerOutput;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals that reach a worker from outside. */
final class SignalsTest {
    @TempDir
    private Path directory;

    private static ProcessPool pool() {
        return ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).build();
    }

    private static void send(String signal, String pid) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " $0", pid).start().waitFor()).isZero();
    }

    @Test
    @Tag("B253")
    void interruptFromTheTerminal_isIgnoredByWorkers() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = pool()) {
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                marks.leave(ProcessHandle.current().pid());
                marks.await(2);
                return 42;
            });
            marks.await(1);
            send("INT", marks.all().get(0));
            marks.leave("the signal was sent");
            assertThat(result.get(Waits.LONG)).isEqualTo(42);
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            assertThat(marks.all()).contains(Long.toString(pid));
        }
    }

    @Test
    @Tag("B251")
    void terminatingSignal_runsShutdownHooksAndIsNamed() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = pool()) {
            ApplyResult<Object> result = pool.applyAsync(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> marks.leave("cleaned up")));
                marks.leave(ProcessHandle.current().pid());
                TimeUnit.DAYS.sleep(1);
                return null;
            });
            marks.await(1);
            send("TERM", marks.all().get(0));
            ExecutionException thrown = catchThrowableOfType(ExecutionException.class, () -> result.get(Waits.LONG));
            assertThat(thrown).hasCauseInstanceOf(WorkerLostException.class).hasMessageContaining("SIGTERM");
            assertThat(((WorkerLostException) thrown.getCause()).certificate().cause()).isEqualTo(WorkerExit.SIGNALLED);
            assertThat(marks.all()).contains("cleaned up");
        }
    }

    @Test
    @Tag("B254")
    void comingAndLeaving_isToldHereAndInTheWorkerWithPidAndExitCode() throws Exception {
        Marks marks = Marks.in(directory);
        List<String> told = new CopyOnWriteArrayList<>();
        long pid;
        try (ProcessPool pool = ProcessPool.builder().processes(1)
                .onProcessUp(up -> told.add("up " + up))
                .onProcessDown((down, exitCode) -> told.add("down " + down + " " + exitCode))
                .onProcessExit((own, exitCode) -> {
                    marks.leave(own + " " + exitCode + " " + (own == ProcessHandle.current().pid()));
                    return null;
                })
                .build()) {
            pid = pool.apply(() -> ProcessHandle.current().pid());
        }
        assertThat(told).containsExactly("up " + pid, "down " + pid + " 0");
        assertThat(marks.all()).containsExactly(pid + " 0 true");
    }
}
