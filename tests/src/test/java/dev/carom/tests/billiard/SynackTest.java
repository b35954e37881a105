package dev.carom.tests.billiard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.TaskOptions;
import dev.carom.error.PoolClosedException;
import dev.carom.error.RefusedTaskException;
import dev.carom.error.TerminatedException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import dev.carom.worker.TaskContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** With {@code synack} a task starts only when its caller says so. */
@Tag("any-jdk")
@ParameterizedClass
@EnumSource(Mode.class)
class SynackTest {
    @Parameter
    Mode mode;

    @TempDir
    Path directory;

    private static ProcessPoolBuilder confirming() {
        return ProcessPool.builder().processes(1).synack(true);
    }

    @Test
    @Tag("B268")
    void confirmedTask_runs_afterItsAcceptCallback() throws Exception {
        Marks marks = Marks.in(directory);
        List<Integer> marksAtAcceptance = new CopyOnWriteArrayList<>();
        try (ProcessPool pool = mode.start(confirming())) {
            TaskOptions<Long> options = TaskOptions.<Long>defaults().acceptCallback(pid -> marksAtAcceptance.add(marks.count()));
            ApplyResult<Long> result = pool.applyAsync(() -> {
                marks.leave("ran");
                return ProcessHandle.current().pid();
            }, options);
            assertThat(result.get()).isEqualTo(result.workerPid().orElseThrow());
        }
        assertThat(marksAtAcceptance).containsExactly(0);
        assertThat(marks.count()).isEqualTo(1);
    }

    @Test
    void callbackThatSubmits_waitsForNoSlot_asWhoHoldsItWaitsForTheCallback() throws Exception {
        Semaphore slots = new Semaphore(1);
        List<ApplyResult<Integer>> submitted = new CopyOnWriteArrayList<>();
        try (ProcessPool pool = mode.start(confirming().slots(slots).putLocks(true))) {
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().callback(value -> {
                for (int i = 1; i <= 3; i++) {
                    int more = i;
                    submitted.add(pool.applyAsync(() -> value + more));
                }
            });
            assertThat(pool.applyAsync(() -> 1, options).get(Waits.LONG)).isEqualTo(1);
            Waits.until("the callback has submitted all", () -> submitted.size() == 3);

            for (int i = 0; i < 3; i++) {
                assertThat(submitted.get(i).get(Waits.LONG)).isEqualTo(2 + i);
            }
            Waits.until("the slot is back", () -> slots.availablePermits() > 0);
        }
        assertThat(slots.availablePermits()).isEqualTo(1);
    }

    @Test
    @Tag("B280")
    void workerThatTheAcceptCallbackTerminates_takesItsTaskWithIt_whichNeverRan() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = mode.start(confirming())) {
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().acceptCallback(pool::terminateJob);
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                marks.leave("ran");
                return 1;
            }, options);

            assertThatThrownBy(() -> result.get(Waits.LONG)).cause().isInstanceOfSatisfying(TerminatedException.class, e -> {
                assertThat(e).hasMessageContaining("before it started");
                assertThat(e.retryIsSafe()).isTrue();
            });
            assertThat(pool.<Integer, RuntimeException>apply(() -> 2)).as("the next one is served").isEqualTo(2);
        }
        assertThat(marks.count()).isZero();
    }

    @Test
    @Tag("B268")
    @Tag("B270")
    void acceptCallbackThatThrows_refusesTheTask_whichNeverRuns_andTheWorkerGoesOn() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = mode.start(confirming())) {
            long pid = pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid());
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().acceptCallback(p -> {
                throw new IllegalStateException("revoked");
            });
            ApplyResult<Integer> refused = pool.applyAsync(() -> {
                marks.leave("ran");
                return 1;
            }, options);
            assertThatThrownBy(refused::join).isInstanceOf(RefusedTaskException.class)
                    .hasCauseInstanceOf(IllegalStateException.class).hasMessageContaining("revoked");
            assertThat(pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid())).isEqualTo(pid);
        }
        assertThat(marks.count()).isZero();
    }

    @Test
    void acceptCallbackThatWaitsForATaskThatIsToBeConfirmedItself_getsItsRefusal() throws Exception {
        assumeThat(mode).as("a thread that waits does not serve the pool meanwhile").isEqualTo(Mode.OWN_THREADS);
        try (ProcessPool pool = mode.start(confirming().processes(2).confirmTimeout(Duration.ofMillis(100)))) {
            CompletableFuture<Throwable> inner = new CompletableFuture<>();
            TaskOptions<Integer> waiting = TaskOptions.<Integer>defaults()
                    .acceptCallback(pid -> inner.complete(catchThrowable(() -> pool.applyAsync(() -> 2).get(Waits.LONG))));
            ApplyResult<Integer> outer = pool.applyAsync(() -> 1, waiting);

            assertThatThrownBy(() -> outer.get(Waits.LONG)).hasCauseInstanceOf(RefusedTaskException.class);
            Waits.until("the inner one ends, too", inner::isDone);
            assertThat(inner.join()).hasCauseInstanceOf(RefusedTaskException.class);
        }
    }

    @Test
    void waitForTheConfirmation_isNoPartOfTheTasksTime() throws Exception {
        AtomicLong confirmed = new AtomicLong();
        try (ProcessPool pool = mode.start(confirming().confirmTimeout(Waits.LONG))) {
            TaskOptions<Duration> options = TaskOptions.<Duration>defaults().timeout(Waits.LONG).acceptCallback(pid -> {
                takeSomeTime();
                confirmed.set(System.nanoTime());
            });
            Duration left = pool.applyAsync(() -> TaskContext.current().hardRemaining().orElseThrow(), options).get();
            assertThat(Waits.LONG.minus(left)).isLessThan(Duration.ofNanos(System.nanoTime() - confirmed.get()));
        }
    }

    /** More than an answer is under way. */
    private static void takeSomeTime() {
        try {
            for (int i = 0; i < 20; i++) {
                new ProcessBuilder("true").start().waitFor();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("B269")
    void confirmationThatNeverComes_isWaitedForOnlySoLong() throws Exception {
        Marks marks = Marks.in(directory);
        CountDownLatch late = new CountDownLatch(1);
        // With a host's threads the one that waits for the result may be in that callback.
        try (ProcessPool pool = Mode.OWN_THREADS.start(confirming().confirmTimeout(Duration.ofMillis(300)))) {
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().acceptCallback(pid -> await(late));
            ApplyResult<Integer> unconfirmed = pool.applyAsync(() -> {
                marks.leave("ran");
                return 1;
            }, options);
            assertThatThrownBy(unconfirmed::join).isInstanceOf(RefusedTaskException.class)
                    .hasMessageContaining("not confirmed in time");
            late.countDown();
            Waits.until("the worker serves, confirmed in time", () -> isServed(pool));
        }
        assertThat(marks.count()).isZero();
    }

    @Test
    void workerThatWasStoppedBeforeItsConfirmationThatNeverComes_isReplaced() throws Exception {
        Marks marks = Marks.in(directory);
        ProcessPoolBuilder byHand = confirming().confirmByHand(true).confirmTimeout(Duration.ofSeconds(1));
        try (ProcessPool pool = mode.start(byHand)) {
            ApplyResult<Integer> unconfirmed = pool.applyAsync(() -> {
                marks.leave("ran");
                return 1;
            });
            Waits.until("it was accepted", unconfirmed::accepted);
            long stopped = unconfirmed.workerPid().orElseThrow();
            Processes.stop(stopped);
            pool.applyAsync(() -> 2); // not accepted by a worker that has refused the first one before it was stopped
            assertThatThrownBy(unconfirmed::join).isInstanceOf(RefusedTaskException.class)
                    .hasMessageContaining("not confirmed in time");
            Waits.until("its worker was replaced", () -> Pools.pids(pool).stream().noneMatch(pid -> pid == stopped));
        }
        assertThat(marks.count()).isZero();
    }

    /** False where this process is too busy to confirm in so short a time. */
    private static boolean isServed(ProcessPool pool) throws InterruptedException {
        try {
            return pool.<Integer, RuntimeException>apply(() -> 2) == 2;
        } catch (RefusedTaskException late) {
            return false;
        }
    }

    // ---- by hand

    private ProcessPool byHand() {
        return mode.start(confirming().confirmByHand(true).confirmTimeout(Waits.LONG));
    }

    /** Leaves a mark. */
    private static ApplyResult<Long> marking(ProcessPool pool, Marks marks) {
        ApplyResult<Long> result = pool.applyAsync(() -> {
            marks.leave("ran");
            return ProcessHandle.current().pid();
        });
        Waits.until("it is accepted", result::accepted);
        return result;
    }

    private static long confirmed(ProcessPool pool, ApplyResult<Long> result) throws Exception {
        Waits.until("its confirmation is taken", () -> {
            pool.sendAck(result, true); // until the accept callback has returned there is nothing to confirm
            return result.await(Duration.ofMillis(20));
        });
        return result.get();
    }

    @Test
    @Tag("B268")
    @Tag("B260")
    void taskByHand_runsOnceItIsConfirmed_andNeverWhereItWasRefusedOrRevokedBefore() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = byHand()) {
            ApplyResult<Long> first = marking(pool, marks);
            assertThat(marks.count()).isZero();
            assertThat(first.isDone()).isFalse();
            long pid = confirmed(pool, first);
            assertThat(marks.count()).isEqualTo(1);

            ApplyResult<Long> refused = marking(pool, marks);
            pool.sendAck(refused, false);
            assertThatThrownBy(refused::join).isInstanceOf(RefusedTaskException.class).hasMessageContaining("sendAck refused");
            ApplyResult<Long> cancelled = marking(pool, marks);
            assertThat(cancelled.cancel(false)).isTrue();
            pool.sendAck(cancelled, true);
            ApplyResult<Long> discarded = marking(pool, marks);
            discarded.discard();
            ApplyResult<Long> terminated = marking(pool, marks);
            terminated.terminate();
            assertThatThrownBy(terminated::join).isInstanceOf(TerminatedException.class);

            assertThat(confirmed(pool, marking(pool, marks))).as("the worker that all of them had").isEqualTo(pid);
            assertThat(pool.map(x -> x + 1, List.of(1, 2, 3), 1)).as("chunks are confirmed by the pool").containsExactly(2, 3, 4);
        }
        assertThat(marks.count()).as("the first and the last one").isEqualTo(2);
    }

    @Test
    void workerThatDiesBeforeTheConfirmation_hasNotRunTheTask_whichIsAcceptedByAnother() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = byHand()) {
            ApplyResult<Long> task = marking(pool, marks);
            long first = task.workerPid().orElseThrow();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            Waits.until("another one accepts it", () -> task.workerPid().orElseThrow() != first);
            assertThat(marks.count()).isZero();
            assertThat(confirmed(pool, task)).isEqualTo(task.workerPid().orElseThrow());
        }
        assertThat(marks.count()).isEqualTo(1);
    }

    @Test
    @Tag("B269")
    void endOfThePoolAndOfThePatience_endWhatWaitsToBeConfirmed() throws Exception {
        Marks marks = Marks.in(directory);
        ProcessPool pool = mode.start(confirming().confirmByHand(true).confirmTimeout(Duration.ofMillis(300)));
        assertThatThrownBy(marking(pool, marks)::join).isInstanceOf(RefusedTaskException.class)
                .hasMessageContaining("not confirmed in time");
        ApplyResult<Long> last = pool.applyAsync(() -> {
            marks.leave("ran");
            return 1L;
        });
        pool.terminate();
        pool.close();
        assertThatThrownBy(last::join).isInstanceOfAny(PoolClosedException.class, RefusedTaskException.class);
        assertThat(marks.count()).isZero();
    }

    @Test
    void confirmationWhereNothingWaitsForOne_isRefusedByName() {
        assertThatThrownBy(() -> ProcessPool.builder().confirmByHand(true).build())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("synack(true)");
        try (ProcessPool pool = mode.start(1)) {
            ApplyResult<Integer> result = pool.applyAsync(() -> 1);
            assertThatThrownBy(() -> pool.sendAck(result, true)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("synack(true)");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
