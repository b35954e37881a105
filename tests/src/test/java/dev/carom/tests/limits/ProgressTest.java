package dev.carom.tests.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.PoolListener;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.TaskStack;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Waits;
import dev.carom.worker.TaskContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tasks report on their way, and the limit that it renews. */
@Tag("any-jdk")
class ProgressTest {
    private static final Duration STALL = Duration.ofSeconds(3);

    @Test
    void reports_areTold_inOrder_beforeTheOutcome_onTheThreadOfCallbacks() throws Exception {
        List<Object> told = new CopyOnWriteArrayList<>();
        List<Object> listened = new CopyOnWriteArrayList<>();
        List<String> threads = new CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        PoolListener listener = new PoolListener() {
            @Override
            public void onProgress(ApplyResult<?> job, Object value) {
                listened.add(job.correlationId() + ":" + value);
            }
        };
        try (ProcessPool pool = ProcessPool.builder().processes(1).name("told").listener(listener).build()) {
            TaskOptions<String> options = TaskOptions.<String>defaults()
                    .correlationId("job")
                    .progressCallback(value -> {
                        told.add(value);
                        threads.add(Thread.currentThread().getName());
                    })
                    .callback(value -> {
                        told.add(value);
                        ended.countDown();
                    });
            pool.applyAsync(() -> {
                TaskContext.current().progress(10);
                TaskContext.current().progress("half");
                TaskContext.current().progress(new int[] {1, 2}[1]);
                return "done";
            }, options).get();
            ended.await();
        }
        assertThat(told).containsExactly(10, "half", 2, "done");
        assertThat(listened).containsExactly("job:10", "job:half", "job:2");
        assertThat(threads).containsOnly("carom-told-callbacks");
    }

    @Test
    void callbackThatThrows_costsNothingElse() throws Exception {
        List<Object> told = new CopyOnWriteArrayList<>();
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().progressCallback(value -> {
                told.add(value);
                throw new IllegalStateException("of the user's");
            });
            assertThat(pool.applyAsync(() -> {
                TaskContext.current().progress(1);
                TaskContext.current().progress(2);
                return 3;
            }, options).get()).isEqualTo(3);
            assertThat(pool.<Integer, RuntimeException>apply(() -> 4)).isEqualTo(4);
        }
        assertThat(told).containsExactly(1, 2);
    }

    @Test
    void floodOfReports_keepsTheNewest_andNothingElseWaitsForIt() throws Exception {
        List<Object> told = new CopyOnWriteArrayList<>();
        CountDownLatch open = new CountDownLatch(1);
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().progressCallback(value -> {
                await(open);
                told.add(value);
            });
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                for (int i = 0; i < 5000; i++) {
                    TaskContext.current().progress(i);
                }
                return 1;
            }, options);
            assertThat(result.get()).isEqualTo(1);
            open.countDown();
        }
        assertThat(told).hasSizeBetween(1000, 1100).endsWith(4998, 4999).isSorted();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Kept {
        private static TaskContext context;
    }

    @Test
    void contextThatOutlivesItsTask_refusesToReport() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            pool.run(() -> Kept.context = TaskContext.current());
            assertThatThrownBy(() -> pool.run(() -> Kept.context.progress(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended; it cannot report progress");
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void reportsOfAMap_goToItsCallback(Mode mode) throws Exception {
        List<Object> told = new CopyOnWriteArrayList<>();
        try (ProcessPool pool = mode.start(ProcessPool.builder().processes(2))) {
            TaskOptions<List<Integer>> options =
                    TaskOptions.<List<Integer>>defaults().chunkSize(5).progressCallback(told::add);
            pool.mapAsync(x -> {
                TaskContext.current().progress(x);
                return x;
            }, IntStream.range(0, 20).boxed().toList(), options).get();
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    @Tag("B134")
    void progress_renewsTheStallLimit_andWithoutItTheTaskIsKilled() throws Exception {
        // The stack comes, but on a busy machine not as soon as a pool waits by default.
        try (ProcessPool pool = ProcessPool.builder().processes(1).stallTimeout(STALL).stackWait(Waits.LONG).build()) {
            Duration lenient = STALL.multipliedBy(2); // so that a busy machine may be silent for a while
            assertThat(pool.applyAsync(() -> {
                for (int i = 0; i < 33; i++) {
                    Thread.sleep(200);
                    TaskContext.current().progress(i);
                }
                return "longer than the limit, but never silent";
            }, TaskOptions.<String>defaults().stallTimeout(lenient)).get()).startsWith("longer");

            ApplyResult<Integer> silent = pool.applyAsync(() -> {
                TaskContext.current().progress("the last word");
                return Tasks.busyLoop().call();
            });
            TimeLimitExceededException failure = catchThrowableOfType(TimeLimitExceededException.class, silent::join);
            assertThat(failure.stalled()).isTrue();
            assertThat(failure.limit()).isEqualTo(STALL);
            assertThat(failure.elapsed()).isGreaterThanOrEqualTo(STALL);
            assertThat(failure).hasMessageContaining("stall limit of 3000 ms").hasCauseInstanceOf(TaskStack.class);
            assertThat(pool.<Integer, RuntimeException>apply(() -> 5)).isEqualTo(5);
        }
    }

    @Test
    @Tag("B133")
    void taskThatReportsForEver_isCutOffByItsHardLimit() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            pool.run(() -> TaskContext.current().progress(0)); // so that the next task reports at once
            Duration limit = Duration.ofSeconds(4); // which passes first, once there was a report
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults()
                    .stallTimeout(limit.minusMillis(100)).timeout(limit).progressCallback(value -> {});
            ApplyResult<Integer> chatty = pool.applyAsync(() -> {
                while (true) {
                    TaskContext.current().progress(1);
                }
            }, options);
            assertThatThrownBy(chatty::join).isInstanceOfSatisfying(
                    TimeLimitExceededException.class, e -> assertThat(e.stalled()).isFalse());
        }
    }

    @Test
    @Tag("B135")
    void processThatStandsStill_isFoundByTheStallLimit() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).stallTimeout(STALL).build()) {
            assertThatThrownBy(() -> pool.apply(Tasks.stoppedProcess())).isInstanceOf(TimeLimitExceededException.class);
            assertThat(pool.applyAsync(() -> 6, TaskOptions.<Integer>defaults().stallTimeout(Waits.LONG)).get()).isEqualTo(6);
        }
    }
}
