package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A result as a {@code Future} and as a {@code CompletionStage}: its states, and who is woken when. */
class FutureTest {
    private static ProcessPool pool;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static ApplyResult<String> blocked(Gate gate) {
        Gate.Door door = gate.door();
        return pool.applyAsync(() -> {
            door.pass();
            return "done";
        }, TaskOptions.<String>defaults().correlationId("job"));
    }

    private static ApplyResult<String> failing() {
        return pool.applyAsync(() -> {
            throw new IOException("disk full");
        });
    }

    @Test
    @Tag("B062")
    void result_isQueuedThenRunningThenFinished() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            ApplyResult<String> running = blocked(gate);
            ApplyResult<Integer> queued = pool.applyAsync(() -> 1);
            Waits.until("running", running::accepted);
            assertThat(running.workerPid()).hasValue(Pools.pids(pool).get(0));
            assertThat(List.of(running.isDone(), running.ready(), running.isCancelled())).containsOnly(false);
            assertThatThrownBy(running::successful).isInstanceOf(IllegalStateException.class);
            assertThat((Object) running).hasToString("TaskResult[running, correlationId=job, pid=" + Pools.pids(pool).get(0) + "]");

            assertThat(queued.accepted()).isFalse();
            assertThat(queued.workerPid()).isEmpty();
            assertThat(queued.isDone()).isFalse();
            assertThat((Object) queued).hasToString("TaskResult[queued]");

            gate.open();
            running.await();
            assertThat(List.of(running.isDone(), running.ready(), running.successful())).containsOnly(true);
            assertThat(running.isCancelled()).isFalse();
            assertThat(running.toString()).startsWith("TaskResult[succeeded");
            assertThat(queued.get()).isEqualTo(1);
            assertThat(queued.accepted()).isTrue();
        }
    }

    @Test
    @Tag("B062")
    void failedResult_isDoneAndNotSuccessful() throws Exception {
        ApplyResult<String> failed = failing();
        failed.await();
        assertThat(failed.isDone()).isTrue();
        assertThat(failed.successful()).isFalse();
        assertThat(failed.isCancelled()).isFalse();
        assertThat(failed.toString()).startsWith("TaskResult[failed");
        assertThatThrownBy(failed::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("disk full");
        assertThatThrownBy(failed::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("disk full");
    }

    @Test
    void join_throwsAnUncheckedExceptionByItsOwnType() {
        ApplyResult<String> failed = pool.applyAsync(() -> {
            throw new IllegalStateException("not now");
        });
        assertThatThrownBy(failed::join).isInstanceOf(IllegalStateException.class).hasMessage("not now");
    }

    @Test
    @Tag("B065")
    void firstOutcome_staysWhateverIsTriedAfterIt() throws Exception {
        ApplyResult<String> result = pool.applyAsync(() -> "first");
        assertThat(result.get()).isEqualTo("first");
        assertThat(result.cancel(true)).isFalse();
        result.terminate();
        result.discard();
        assertThat(result.toCompletableFuture().complete("second")).isFalse();
        assertThat(result.get()).isEqualTo("first");
        assertThat(result.isCancelled()).isFalse();
    }

    @Test
    @Tag("B066")
    void waitersInOtherThreads_wakeAtTheOutcome() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            ApplyResult<String> result = blocked(gate);
            List<FutureTask<Object>> waiters = List.of(
                    new FutureTask<>(result::get),
                    new FutureTask<>(() -> result.get(Waits.LONG)),
                    new FutureTask<>(() -> result.get(60, TimeUnit.SECONDS)),
                    new FutureTask<>(result::join),
                    new FutureTask<>(() -> result.await(Waits.LONG) ? "done" : "late"));
            List<Thread> threads = waiters.stream().map(Thread::new).toList();
            threads.forEach(Thread::start);
            Waits.until("all wait", () -> threads.stream().allMatch(thread ->
                    thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING));
            gate.open();
            for (FutureTask<Object> waiter : waiters) {
                assertThat(waiter.get(60, TimeUnit.SECONDS)).isEqualTo("done");
            }
        }
    }

    @Test
    @Tag("B066")
    void waiterOfATaskThatFails_wakesWithItsException() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ApplyResult<String> result = pool.applyAsync(() -> {
                door.pass();
                throw new IOException("disk full");
            });
            FutureTask<String> waiter = new FutureTask<>(result::get);
            new Thread(waiter).start();
            gate.open();
            assertThatThrownBy(() -> waiter.get(60, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void interruptedWaiter_leavesTheTaskAlone() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            ApplyResult<String> result = blocked(gate);
            Thread.currentThread().interrupt();
            assertThatThrownBy(result::get).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(result::await).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            gate.open();
            assertThat(result.get()).isEqualTo("done");
        }
    }

    @Test
    @Tag("B067")
    @Tag("B031")
    void allOf_andAnyOf_waitForResultsLikeAnyFutures() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            ApplyResult<Integer> done = pool.applyAsync(() -> 1);
            done.await();
            ApplyResult<String> late = blocked(gate);
            CompletableFuture<Object> any =
                    CompletableFuture.anyOf(late.toCompletableFuture(), done.toCompletableFuture());
            assertThat(any.get(60, TimeUnit.SECONDS)).isEqualTo(1);
            CompletableFuture<Void> all =
                    CompletableFuture.allOf(late.toCompletableFuture(), done.toCompletableFuture());
            assertThatThrownBy(() -> all.get(10, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            gate.open();
            all.get(60, TimeUnit.SECONDS);
            CompletableFuture<Void> withFailure =
                    CompletableFuture.allOf(done.toCompletableFuture(), failing().toCompletableFuture());
            assertThatThrownBy(() -> withFailure.get(60, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    @Tag("B069")
    void resultsAsTheyComplete_comeEachOnce() throws Exception {
        LinkedBlockingQueue<Integer> completed = new LinkedBlockingQueue<>();
        List<ApplyResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ApplyResult<Integer> result = pool.applyAsync(x -> x, i);
            result.thenAccept(completed::add);
            results.add(result);
        }
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            seen.add(completed.poll(60, TimeUnit.SECONDS));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
        for (ApplyResult<Integer> result : results) {
            result.get();
        }
        assertThat(completed).isEmpty();
    }

    @Test
    @Tag("B031")
    void stages_chainCombineAndRecover() throws Exception {
        ApplyResult<Integer> six = pool.applyAsync(() -> 6);
        ApplyResult<Integer> seven = pool.applyAsync(() -> 7);
        assertThat(six.thenCombine(seven, (a, b) -> a * b).thenApply(n -> "=" + n).toCompletableFuture()
                .get(60, TimeUnit.SECONDS)).isEqualTo("=42");
        assertThat(six.thenCompose(n -> pool.<Integer, Integer>applyAsync(x -> x + 1, n)).toCompletableFuture()
                .get(60, TimeUnit.SECONDS)).isEqualTo(7);
        AtomicReference<Throwable> handled = new AtomicReference<>();
        String recovered = failing().exceptionally(e -> {
            handled.set(e);
            return "recovered";
        }).toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(recovered).isEqualTo("recovered");
        assertThat(handled.get()).isInstanceOf(IOException.class);
    }

    @Test
    void stageBeforeTheEnd_isCalledOnThePoolsCallbackThread() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            CompletableFuture<String> thread =
                    blocked(gate).thenApply(value -> Thread.currentThread().getName()).toCompletableFuture();
            gate.open();
            assertThat(thread.get(60, TimeUnit.SECONDS)).startsWith("carom-").endsWith("-callbacks");
        }
    }

    @Test
    @Tag("B057")
    void stageAfterTheEnd_isCalledAtOnceOnThisThread() throws Exception {
        ApplyResult<Integer> succeeded = pool.applyAsync(() -> 1);
        ApplyResult<String> failed = failing();
        succeeded.await();
        failed.await();
        ApplyResult<String> cancelled;
        try (Gate gate = Gate.shut(directory)) {
            blocked(gate).discard();
            cancelled = pool.applyAsync(() -> "never");
            cancelled.discard();
        }
        Thread here = Thread.currentThread();
        List<Thread> threads = new ArrayList<>();
        succeeded.thenAccept(value -> threads.add(Thread.currentThread()));
        failed.whenComplete((value, e) -> threads.add(Thread.currentThread()));
        cancelled.whenComplete((value, e) -> threads.add(Thread.currentThread()));
        assertThat(threads).containsExactly(here, here, here);
    }

    @Test
    void timeOfZeroOrLess_asksWithoutWaiting() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            ApplyResult<String> result = blocked(gate);
            assertThat(result.await(Duration.ZERO)).isFalse();
            assertThatThrownBy(() -> result.get(Duration.ZERO)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> result.get(Duration.ofSeconds(-1))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> result.get(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> result.get(Duration.ofNanos(Long.MIN_VALUE))).isInstanceOf(TimeoutException.class);
            gate.open();
            assertThat(result.get(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo("done");
        }
    }

    /** What would complete the future is a callback too, and so comes after the one that waits. */
    @Test
    void futureOfAnotherTask_canBeWaitedForInACallback() throws Exception {
        CompletableFuture<Integer> sum = pool.applyAsync(() -> 1).thenApply(one -> {
            CompletableFuture<Integer> other = pool.applyAsync(FutureTest::later, 41).toCompletableFuture();
            return one + other.join();
        }).toCompletableFuture();
        assertThat(sum.get(60, TimeUnit.SECONDS)).isEqualTo(42);

        CompletableFuture<Throwable> failure = pool.applyAsync(() -> 1).thenApply(one ->
                catchThrowable(() -> failing().toCompletableFuture().join())).toCompletableFuture();
        assertThat(failure.get(60, TimeUnit.SECONDS)).isInstanceOf(CompletionException.class);
    }

    private static int later(int value) throws InterruptedException {
        Object nothing = new Object();
        synchronized (nothing) {
            nothing.wait(100); // stands for work: the callback waits before there is a result
        }
        return value;
    }

    @Test
    @Timeout(180)
    void futureOfAPoolThatAHostDrives_isDrivenByWhoWaits() throws Exception {
        try (ProcessPool driven = ProcessPool.builder().processes(1).threads(false).build()) {
            assertThat(driven.applyAsync(() -> 7).toCompletableFuture().get()).isEqualTo(7);
            assertThat(driven.applyAsync(() -> 8).toCompletableFuture().join()).isEqualTo(8);
        }
    }
}
