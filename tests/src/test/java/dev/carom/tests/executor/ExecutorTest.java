package dev.carom.tests.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.PoolExecutor;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.error.PoolClosedException;
import dev.carom.error.TaskEncodingException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool as an {@code ExecutorService}: what that interface promises, and what a view of a pool adds to it. */
class ExecutorTest {
    private static ProcessPool pool;

    @TempDir
    private Path directory;

    private PoolExecutor executor;
    private Gate gate;
    private Marks marks;

    @BeforeAll
    static void openPool() {
        pool = Pools.ready(ProcessPool.builder().processes(1));
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @BeforeEach
    void open() throws Exception {
        executor = pool.executor();
        gate = Gate.shut(directory);
        marks = Marks.in(directory);
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
        executor.close();
        assertThat(pool.state()).as("the pool goes on").isEqualTo(PoolState.RUNNING);
        assertThat(pool.apply(() -> 1)).isEqualTo(1);
    }

    /** Leaves a mark, waits for the gate. */
    private Task<Integer, IOException> blocked(String mark) {
        Gate.Door door = gate.door();
        Marks left = marks;
        return () -> {
            left.leave(mark);
            door.pass();
            return 1;
        };
    }

    private static int compute() {
        return 42;
    }

    @Test
    void lambdas_areSubmittedWithoutCasts() throws Exception {
        Marks there = marks;
        ApplyResult<Integer> value = executor.submit(() -> 42);
        ApplyResult<Integer> named = executor.submit(ExecutorTest::compute);
        ApplyResult<?> nothing = executor.submit(() -> there.leave("submitted"));
        StringBuilder mine = new StringBuilder(); // not serializable, and needs not be
        ApplyResult<StringBuilder> given = executor.submit(() -> there.leave("with a result"), mine);
        executor.execute(() -> there.leave("executed"));
        ApplyResult<String> failing = executor.submit(() -> {
            throw new IOException("disk full");
        });
        assertThat(value.get() + named.get()).isEqualTo(84);
        assertThat(nothing.get()).isNull();
        assertThat(given.get()).isSameAs(mine);
        assertThatThrownBy(failing::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IOException.class);
        there.await(3);
        assertThat(there.all()).containsExactly("submitted", "with a result", "executed");
    }

    @Test
    void plainExecutorService_takesWhatIsSerializable() throws Exception {
        ExecutorService plain = executor;
        Task<Integer, RuntimeException> task = () -> 1;
        PoolExecutor.Command command = () -> {};
        assertThat(plain.submit(task).get()).isEqualTo(1);
        assertThat(plain.submit(command).get()).isNull();
        assertThat(plain.submit((Callable<Integer> & java.io.Serializable) () -> 2).get()).isEqualTo(2);
        assertThatThrownBy(() -> plain.submit((Callable<Integer>) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> plain.execute(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void whatCannotBeSent_isRefusedAndSaysWhatToDo() {
        ExecutorService plain = executor;
        Object socket = new Object();
        assertThatThrownBy(() -> plain.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContainingAll("not serializable", "PoolExecutor.Command", getClass().getName());
        assertThatThrownBy(() -> executor.submit(() -> socket.hashCode()))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("java.lang.Object")
                .hasCauseInstanceOf(TaskEncodingException.class);
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, executor))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("write pool.applyAsync(f)");
        assertThatThrownBy(() -> new ExecutorCompletionService<Integer>(executor).submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("it is a Future");
        assertThat(pool.applyAsync(() -> 1).thenApplyAsync(x -> x + 1, executor))
                .failsWithin(Waits.LONG)
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    @Tag("B064")
    void cancelledTask_isReallyStopped() throws Exception {
        ApplyResult<Integer> running = executor.submit(blocked("began"));
        marks.await(1);
        Waits.until("its acceptance is known here", running::accepted);
        ProcessHandle worker = ProcessHandle.of(running.workerPid().orElseThrow()).orElseThrow();
        assertThat(running.cancel(true)).isTrue();
        worker.onExit().get(60, TimeUnit.SECONDS);
        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void invokeAll_returnsAllInTheirOrder_failedOnesToo() throws Exception {
        List<Task<Integer, ?>> tasks = List.of(() -> 1, () -> { throw new IOException("2"); }, () -> 3);
        List<Future<Integer>> futures = executor.invokeAll(tasks);
        assertThat(futures).hasSize(3).allMatch(Future::isDone);
        assertThat(futures.get(0).get() + futures.get(2).get()).isEqualTo(4);
        assertThatThrownBy(futures.get(1)::get).hasCauseInstanceOf(IOException.class);
        assertThat(executor.<Integer>invokeAll(List.of())).isEmpty();
    }

    @Test
    void invokeAll_cancelsWhatIsNotDoneInTime_orWasRefused() throws Exception {
        List<Future<Integer>> late = executor.invokeAll(List.of(blocked("late"), blocked("later")), 1, TimeUnit.MILLISECONDS);
        assertThat(late).hasSize(2).allMatch(Future::isCancelled);
        Callable<Integer> local = () -> 1;
        assertThatThrownBy(() -> executor.invokeAll(List.of(blocked("first"), local)))
                .isInstanceOf(RejectedExecutionException.class);
        executor.shutdown();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).as("nothing runs on").isTrue();
    }

    @Test
    void invokeAny_returnsTheFirstSuccessAndStopsTheOthers() throws Exception {
        List<Task<Integer, ?>> tasks = List.of(() -> { throw new IOException("1"); }, () -> 2, blocked("loser"));
        int first = executor.invokeAny(tasks);
        assertThat(first).isEqualTo(2);
        executor.shutdown();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).as("nothing runs on").isTrue();
    }

    @Test
    void invokeAny_failsByTheLastFailure_orInTime() {
        List<Task<Integer, ?>> failing = List.of(() -> { throw new IOException("1"); }, () -> { throw new IOException("2"); });
        assertThatThrownBy(() -> executor.invokeAny(failing))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> executor.invokeAny(List.of(blocked("slow")), 50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> executor.invokeAny(List.<Callable<Integer>>of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shutdown_finishesWhatItHas_andRefusesMore() throws Exception {
        ApplyResult<Integer> running = executor.submit(blocked("began"));
        executor.shutdown();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isFalse();
        assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(executor.awaitTermination(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
        assertThatThrownBy(() -> executor.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("it was shut down");
        ApplyResult<Integer> other = pool.executor().submit(() -> 2);
        gate.open();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(running.get() + other.get()).isEqualTo(3);
    }

    @Test
    @Tag("B181")
    void shutdownNow_stopsWhatRuns_andReturnsWhatNeverBegan() throws Exception {
        ApplyResult<Integer> running = executor.submit(blocked("began"));
        marks.await(1);
        ApplyResult<Integer> ofTheOther = pool.applyAsync(() -> 7);
        Marks there = marks;
        PoolExecutor.Command command = () -> there.leave("here");
        executor.execute(command);
        Future<Integer> waiting = executor.submit(blocked("never"));
        // Behind tasks that were tiny it may have been sent ahead, and is taken back.
        Waits.until("all of them are in the queue", () -> pool.statistics().queued() == 3);
        List<Runnable> neverBegan = executor.shutdownNow();
        assertThat(neverBegan).hasSize(2).first().isSameAs(command);
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Stream.of(running, waiting)).allMatch(Future::isCancelled);
        assertThat(ofTheOther.get()).as("what another one submitted").isEqualTo(7);
        assertThat(marks.all()).containsExactly("began");
        gate.open();
        neverBegan.forEach(Runnable::run);
        assertThat(marks.all()).containsExactly("began", "here", "never");
        assertThat(executor.shutdownNow()).isEmpty();
    }

    @Test
    void interruptedClose_stopsWhatRuns() throws Exception {
        executor.submit(blocked("began"));
        marks.await(1);
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            executor.close();
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(closing);
        thread.start();
        Waits.until("closing", () -> thread.getState() == Thread.State.WAITING);
        thread.interrupt();
        assertThat(closing.get(60, TimeUnit.SECONDS)).as("interrupt flag").isTrue();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void failureOfAnExecutedCommand_reachesTheUncaughtExceptionHandler() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CountDownLatch handled = new CountDownLatch(1);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            seen.set(thrown);
            handled.countDown();
        });
        try {
            executor.execute(() -> {
                throw new IllegalStateException("nobody waits for this");
            });
            assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(seen.get()).isInstanceOf(IllegalStateException.class).hasMessage("nobody waits for this");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void executorOfAClosedPool_refusesWithThePoolsReason() {
        ProcessPool closed = ProcessPool.of(1);
        PoolExecutor view = closed.executor();
        closed.close();
        assertThatThrownBy(() -> view.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("pool " + name(closed))
                .hasCauseInstanceOf(PoolClosedException.class);
        view.close();
        assertThat(view.isTerminated()).isTrue();
    }

    @Test
    @Tag("any-jdk")
    void poolThatEnds_shutsItsExecutorDown_andEndsTheWaitForThat() throws Exception {
        try (ProcessPool ending = ProcessPool.of(1)) {
            PoolExecutor view = ending.executor();
            FutureTask<Boolean> waiting = awaitsTermination(view);
            ApplyResult<Integer> running = view.submit(blocked("began"));
            marks.await(1);
            assertThat(view.isShutdown()).isFalse();
            ending.shutdown();
            assertThat(view.isShutdown()).isTrue();
            assertThat(view.isTerminated()).isFalse();
            gate.open();
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(running.isDone()).isTrue();
        }
    }

    @Test
    @Tag("any-jdk")
    void idlePoolThatIsTerminated_endsTheWaitForItsExecutor() throws Exception {
        try (ProcessPool ending = ProcessPool.of(1)) {
            PoolExecutor view = ending.executor();
            FutureTask<Boolean> waiting = awaitsTermination(view);
            ending.terminate();
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(view.isTerminated()).isTrue();
        }
    }

    /** Waits for that on a thread of its own, and is at it when this returns. */
    private static FutureTask<Boolean> awaitsTermination(PoolExecutor view) {
        FutureTask<Boolean> waiting = new FutureTask<>(() -> view.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS));
        Thread thread = new Thread(waiting);
        thread.start();
        Waits.until("it waits", () -> thread.getState() == Thread.State.WAITING);
        return waiting;
    }

    private static String name(ProcessPool pool) {
        String text = pool.toString();
        return text.substring("ProcessPool[".length(), text.indexOf(','));
    }
}
