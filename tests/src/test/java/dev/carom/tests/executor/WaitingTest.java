package dev.carom.tests.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may wait for results, and what becomes of the pool when a waiter is interrupted or gives up. */
class WaitingTest {
    private static ProcessPool pool;

    private Gate gate;
    private Marks marks;

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void shut(@TempDir Path directory) throws Exception {
        gate = Gate.shut(directory);
        marks = Marks.in(directory);
    }

    @AfterEach
    void openGate() throws Exception {
        gate.close();
    }

    private ApplyResult<Integer> blocked() {
        Gate.Door door = gate.door();
        Marks left = marks;
        return pool.applyAsync(() -> {
            left.leave("began");
            door.pass();
            return 1;
        });
    }

    /** By reflection, as this is compiled for Java 17. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        int feature = Runtime.version().feature();
        assumeTrue(feature >= 21, "virtual threads begin with Java 21, and this is " + feature);
        return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @Test
    void virtualThreads_waitForResults_manyAtATime() throws Exception {
        ExecutorService threads = virtualThreads();
        List<Future<Integer>> sums = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int n = i;
            sums.add(threads.submit(() -> pool.apply(x -> x + 1, n)));
        }
        for (int i = 0; i < sums.size(); i++) {
            assertThat(sums.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void interruptedWaiter_leavesTheTaskAndThePoolAlone() throws Exception {
        long pid = Pools.pids(pool).get(0);
        ApplyResult<Integer> running = blocked();
        FutureTask<Integer> waiter = new FutureTask<>(running::get);
        Thread thread = new Thread(waiter);
        thread.start();
        Waits.until("waiting", () -> thread.getState() == Thread.State.WAITING);
        thread.interrupt();
        assertThatThrownBy(() -> waiter.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        gate.open();
        assertThat(running.get()).isEqualTo(1);
        assertThat(Pools.pids(pool)).containsExactly(pid);
    }

    @Test
    void cancellingTheStageAsReactorDoes_stopsTheTask() throws Exception {
        CompletionStage<Integer> stage = blocked();
        marks.await(1);
        assertThat(stage).isInstanceOf(Future.class);
        assertThat(((Future<?>) stage).cancel(true)).isTrue();
        assertThat(pool.apply(() -> 2)).as("the worker is free").isEqualTo(2);
    }

    @Test
    void cancellingAsKotlinDoes_takesBackWhatWaits_andLetsRunWhatRuns() throws Exception {
        ApplyResult<Integer> running = blocked();
        marks.await(1);
        ApplyResult<Integer> waiting = pool.applyAsync(() -> 2);
        // Behind tasks that were tiny it may have been sent ahead, and is taken back.
        Waits.until("it is in the queue", () -> pool.statistics().queued() == 1);
        assertThat(waiting.toCompletableFuture().cancel(false)).isTrue();
        assertThat(running.toCompletableFuture().cancel(false)).isFalse();
        assertThat(waiting.isCancelled()).isTrue();
        gate.open();
        assertThat(running.get()).isEqualTo(1);
    }

    @Test
    void stagesMadeFromAResult_doNotCancelIt() throws Exception {
        ApplyResult<Integer> running = blocked();
        marks.await(1);
        assertThat(running.thenApply(x -> x + 1).toCompletableFuture().cancel(true)).isTrue();
        assertThat(running.isDone()).isFalse();
        gate.open();
        assertThat(running.get()).isEqualTo(1);
    }

    @Test
    void failureOfATask_reachesAStageAsItsCause() {
        assertThatThrownBy(() -> pool.applyAsync(() -> {
            throw new IllegalStateException("mine");
        }).thenApply(x -> x).toCompletableFuture().get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
    }
}
