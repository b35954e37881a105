package dev.carom.tests.billiard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ResultIterator;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.error.PoolClosedException;
import dev.carom.error.PoolException;
import dev.carom.error.TerminatedException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures come by their own types; what is refused is refused aloud; slots hold. */
@Tag("any-jdk")
class FailuresTest {
    @TempDir
    Path directory;

    @Test
    @Tag("B297")
    void everyFailureOfThePool_isCaughtByItsOwnType() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).build()) {
            List<Class<?>> caught = new ArrayList<>();
            try {
                pool.apply(() -> {
                    Runtime.getRuntime().halt(1);
                    return 0;
                });
            } catch (WorkerLostException e) {
                caught.add(e.getClass());
            }
            ApplyResult<Integer> late = pool.applyAsync(FailuresTest::sleep,
                    TaskOptions.<Integer>defaults().timeout(Duration.ofMillis(300)));
            try {
                late.join();
            } catch (TimeLimitExceededException e) {
                caught.add(e.getClass());
            }
            ApplyResult<Integer> ended = pool.applyAsync(FailuresTest::sleep);
            Waits.until("it runs", ended::accepted);
            ended.terminate(15);
            try {
                ended.get();
            } catch (ExecutionException e) {
                caught.add(e.getCause().getClass());
            }
            assertThat(caught).containsExactly(
                    WorkerLostException.class, TimeLimitExceededException.class, TerminatedException.class);
            assertThat(caught).allMatch(PoolException.class::isAssignableFrom);
        }
    }

    private static int sleep() throws InterruptedException {
        Thread.sleep(3_600_000);
        return 0;
    }

    @Test
    @Tag("B294")
    void iterators_keepTheTypeOfWhatATaskThrows() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).build();
                ResultIterator<Integer> results = pool.imap(x -> {
                    if (x == 2) {
                        throw new FileNotFoundException("no " + x);
                    }
                    return x;
                }, List.of(1, 2, 3))) {
            assertThat(results.next()).isEqualTo(1);
            assertThatThrownBy(results::next).satisfies(e ->
                    assertThat(e instanceof FileNotFoundException ? e : e.getCause()).isInstanceOf(FileNotFoundException.class)
                            .hasMessage("no 2"));
            assertThat(results.next()).isEqualTo(3);
        }
    }

    @Test
    @Tag("B286")
    void closedPool_refusesAloud() throws Exception {
        ProcessPool pool = ProcessPool.of(1);
        pool.close();
        assertThatThrownBy(() -> pool.applyAsync(() -> 1)).isInstanceOf(PoolClosedException.class)
                .hasMessageContaining("takes no more tasks");
    }

    @Test
    @Tag("B295")
    void discardedTask_isForgotten_andItsLateResultIsIgnored() throws Exception {
        Marks marks = Marks.in(directory);
        AtomicInteger called = new AtomicInteger();
        try (ProcessPool pool = ProcessPool.builder().processes(1).build(); Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().callback(value -> called.incrementAndGet());
            ApplyResult<Integer> running = pool.applyAsync(() -> {
                marks.leave("begun");
                door.pass();
                marks.leave("ended");
                return 1;
            }, options);
            ApplyResult<Integer> waiting = pool.applyAsync(() -> {
                marks.leave("never");
                return 2;
            }, options);
            marks.await(1);
            running.discard();
            waiting.discard();
            assertThat(running.isCancelled()).isTrue();
            gate.open();
            assertThat(pool.<Integer, RuntimeException>apply(() -> 3)).isEqualTo(3);
        }
        assertThat(marks.all()).containsExactly("begun", "ended");
        assertThat(called.get()).isZero();
    }

    // ---- slots

    @Test
    @Tag("B287")
    @Tag("B285")
    void putLocks_letNoMoreTasksInThanThereAreWorkers_andCloseWakesWhoWaits() throws Exception {
        ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2).putLocks(true));
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            List<ApplyResult<Integer>> two = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                two.add(pool.applyAsync(() -> {
                    door.pass();
                    return 1;
                }));
            }
            List<Throwable> refusals = new ArrayList<>();
            Thread third = new Thread(() -> {
                try {
                    pool.applyAsync(() -> 3);
                } catch (PoolClosedException e) {
                    refusals.add(e);
                }
            });
            third.start();
            Waits.until("it waits", () -> third.getState() == Thread.State.TIMED_WAITING);
            pool.shutdown();
            third.join();
            assertThat(refusals).hasSize(1);
            gate.open();
            for (ApplyResult<Integer> result : two) {
                assertThat(result.get()).isEqualTo(1);
            }
        } finally {
            pool.close();
        }
    }

    @Test
    @Tag("B285")
    void slots_comeBack_whateverATaskEndsWith() throws Exception {
        Semaphore slots = new Semaphore(2);
        try (ProcessPool pool = ProcessPool.builder().processes(2).slots(slots).putLocks(true)
                .output(WorkerOutput.DISCARD).build()) {
            TaskOptions<Integer> brief = TaskOptions.<Integer>defaults().timeout(Duration.ofMillis(300));
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                results.add(pool.applyAsync(() -> 1));
                results.add(pool.applyAsync(() -> {
                    throw new IllegalStateException("of the task");
                }));
                results.add(pool.applyAsync(() -> {
                    Runtime.getRuntime().halt(1);
                    return 0;
                }));
                results.add(pool.applyAsync(FailuresTest::sleep, brief));
                ApplyResult<Integer> cancelled = pool.applyAsync(FailuresTest::sleep);
                cancelled.cancel(true);
                results.add(cancelled);
                assertThat(slots.availablePermits()).isLessThanOrEqualTo(2);
            }
            Waits.until("all have ended", () -> results.stream().allMatch(ApplyResult::isDone));
            Waits.until("all slots are back", () -> slots.availablePermits() == 2);
        }
        assertThat(slots.availablePermits()).isEqualTo(2);
    }
}
