package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerExit;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancel, discard, and an interrupted {@code apply}: what becomes of the task, of those who wait, of the worker. */
@Tag("any-jdk")
@ParameterizedClass
@EnumSource(Mode.class)
class CancelTest {
    @Parameter
    Mode mode;

    private ProcessPool pool;
    private Gate gate;
    private Marks marks;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        gate = Gate.shut(directory);
        marks = Marks.in(directory);
        pool = mode.ready(ProcessPool.builder().processes(1));
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
        pool.close();
    }

    /** Leaves a mark, waits for the gate, leaves another mark. */
    private ApplyResult<Integer> blocked() {
        Gate.Door door = gate.door();
        Marks left = marks;
        return pool.applyAsync(() -> {
            left.leave("began");
            door.pass();
            left.leave("ended");
            return 1;
        });
    }

    private void assertCancelled(ApplyResult<?> result) {
        assertThat(result.isDone()).isTrue();
        assertThat(result.isCancelled()).isTrue();
        assertThat(result.successful()).isFalse();
        assertThatThrownBy(result::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> result.get(Waits.LONG)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(result::join).isInstanceOf(CancellationException.class);
    }

    @Test
    @Tag("B063")
    void queuedTask_isCancelledAndNeverRuns() throws Exception {
        ApplyResult<Integer> running = blocked();
        Waits.until("running", running::accepted);
        ApplyResult<Integer> queued = blocked();
        assertThat(queued.cancel(false)).isTrue();
        assertCancelled(queued);
        assertThat(queued.cancel(true)).as("cancelled before").isFalse();
        gate.open();
        assertThat(running.get()).isEqualTo(1);
        int after = pool.apply(() -> 2);
        assertThat(after).isEqualTo(2);
        assertThat(marks.all()).containsExactly("began", "ended");
    }

    @Test
    @Tag("B063")
    void finishedTask_isNotCancelled() throws Exception {
        ApplyResult<Integer> done = pool.applyAsync(() -> 1);
        done.await();
        assertThat(done.cancel(false)).isFalse();
        assertThat(done.cancel(true)).isFalse();
        assertThat(done.get()).isEqualTo(1);
    }

    @Test
    @Tag("B063")
    void waiters_wakeWithACancellation() throws Exception {
        ApplyResult<Integer> running = blocked();
        Waits.until("running", running::accepted);
        ApplyResult<Integer> queued = blocked();
        FutureTask<Integer> waiter = new FutureTask<>(queued::get);
        Thread thread = new Thread(waiter);
        thread.start();
        Waits.until("waiting", () -> mode.waits(thread));
        assertThat(queued.cancel(false)).isTrue();
        assertThatThrownBy(() -> waiter.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void runningTask_isNotCancelledWithoutInterruption() throws Exception {
        ApplyResult<Integer> running = blocked();
        Waits.until("running", running::accepted);
        assertThat(running.cancel(false)).isFalse();
        assertThat(running.isCancelled()).isFalse();
        gate.open();
        assertThat(running.get()).isEqualTo(1);
    }

    @Test
    @Tag("B064")
    void cancellingARunningTask_killsItsWorker_andAnotherOneServes() throws Exception {
        ApplyResult<Integer> running = blocked();
        marks.await(1);
        ApplyResult<Long> next = pool.applyAsync(() -> ProcessHandle.current().pid());
        long pid = Pools.pids(pool).get(0);
        ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
        assertThat(running.cancel(true)).isTrue();
        assertCancelled(running);
        worker.onExit().get(60, TimeUnit.SECONDS);
        assertThat(next.get()).isNotEqualTo(pid);
        Waits.until("the other one is alone", () -> Pools.pids(pool).equals(List.of(next.get())));
        gate.open();
        assertThat(pool.didStartOk()).as("no crash").isTrue();
        assertThat(marks.all()).containsExactly("began");
    }

    @Test
    void cancellingAFutureMadeFromAResult_cancelsTheTask() throws Exception {
        ApplyResult<Integer> running = blocked();
        marks.await(1);
        CompletableFuture<Integer> view = running.toCompletableFuture();
        assertThat(view.cancel(true)).isTrue();
        assertCancelled(running);
    }

    @Test
    @Tag("B295")
    void discardedTask_runsOnUnheard() throws Exception {
        ApplyResult<Integer> running = blocked();
        marks.await(1);
        List<Long> before = Pools.pids(pool);
        running.discard();
        assertCancelled(running);
        gate.open();
        int after = pool.apply(() -> 2);
        assertThat(after).isEqualTo(2);
        assertThat(marks.all()).containsExactly("began", "ended");
        assertThat(Pools.pids(pool)).isEqualTo(before);
        assertCancelled(running);
    }

    @Test
    @Tag("B295")
    void discardedTaskThatWaits_neverRuns() throws Exception {
        ApplyResult<Integer> running = blocked();
        marks.await(1);
        ApplyResult<Integer> queued = blocked();
        queued.discard();
        assertCancelled(queued);
        gate.open();
        running.get();
        pool.apply(() -> 2);
        assertThat(marks.all()).containsExactly("began", "ended");
    }

    @Test
    @Tag("B070")
    void interruptedApply_leavesNoWorkerWithTheTaskStillRunning() throws Exception {
        long pid = Pools.pids(pool).get(0);
        Gate.Door door = gate.door();
        Marks left = marks;
        FutureTask<Integer> caller = new FutureTask<>(() -> pool.apply(() -> {
            left.leave("began");
            door.pass();
            return 1;
        }));
        Thread thread = new Thread(caller);
        thread.start();
        marks.await(1);
        thread.interrupt();
        assertThatThrownBy(() -> caller.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        long next = pool.apply(() -> ProcessHandle.current().pid());
        assertThat(next).isNotEqualTo(pid);
    }

    @Test
    void worker_tellsThatItWasKilledForACancel() throws Exception {
        var exits = new java.util.concurrent.LinkedBlockingQueue<WorkerExit>();
        try (ProcessPool listened = mode.start(ProcessPool.builder().processes(1).listener(new dev.carom.PoolListener() {
            @Override
            public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
                exits.add(reason);
            }
        }))) {
            Gate.Door door = gate.door();
            ApplyResult<Integer> running = listened.applyAsync(() -> {
                door.pass();
                return 1;
            });
            Waits.until("running", running::accepted);
            assertThat(running.cancel(true)).isTrue();
            assertThat(exits.poll(60, TimeUnit.SECONDS)).isEqualTo(WorkerExit.CANCELLED);
        }
    }
}
