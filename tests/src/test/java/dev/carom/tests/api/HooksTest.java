package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.ApplyResult;
import dev.carom.PoolListener;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.TaskOptions;
import dev.carom.WorkerExit;
import dev.carom.WorkerOutput;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pool tells its listeners, in which order and on which thread; and that they harm nothing. */
@Tag("any-jdk")
class HooksTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> threads = new CopyOnWriteArrayList<>();

    /** Writes down what it hears, after {@code first}. */
    private final class Recorder implements PoolListener {
        private final Runnable first;

        Recorder(Runnable first) {
            this.first = first;
        }

        private void hear(String what) {
            threads.add(Thread.currentThread().getName());
            told.add(what);
            first.run();
        }

        @Override
        public void onProcessUp(long pid) {
            hear("up");
        }

        @Override
        public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
            hear("down " + exitCode + " " + reason);
        }

        @Override
        public void onTimeoutSet(ApplyResult<?> job, @Nullable Duration soft, @Nullable Duration hard) {
            hear("set " + soft + " " + hard);
        }

        @Override
        public void onTimeoutCancel(ApplyResult<?> job) {
            hear("cancel");
        }

        @Override
        public void onJobReady(ApplyResult<?> job) {
            hear(job.isDone() ? "ready" : "not ready");
        }

        @Override
        public void onStateChange(PoolState state, String reason) {
            hear(state.toString());
        }
    }

    private static ProcessPoolBuilder one() {
        return ProcessPool.builder().name("hooks").processes(1).spares(0).output(WorkerOutput.DISCARD);
    }

    private static TaskOptions<Integer> limited() {
        return TaskOptions.<Integer>defaults().timeout(LIMIT);
    }

    private static int halt() {
        Runtime.getRuntime().halt(3);
        return 0;
    }

    private static int stay() {
        while (Thread.currentThread().isAlive()) {
            LockSupport.park();
        }
        return 0;
    }

    @Test
    void lifeOfTasksAndWorkers_isToldInOrder_onTheCallbackThread() throws Exception {
        TaskOptions<Integer> limited = limited().callback(value -> told.add("callback")).errorCallback(e -> told.add("error"));
        try (ProcessPool pool = one().listener(new Recorder(() -> { })).build()) {
            pool.applyAsync(() -> 1, limited).get();
            assertThatExceptionOfType(WorkerLostException.class)
                    .isThrownBy(() -> pool.applyAsync(() -> halt(), limited).join());
            Waits.until("the next worker is up", () -> told.stream().filter("up"::equals).count() == 2);
        }
        assertThat(told).containsSubsequence("up", "set null PT30S", "cancel", "callback", "ready",
                "set null PT30S", "cancel", "error", "ready", "up", "down 0 POOL_CLOSED", "TERMINATED");
        assertThat(told).containsSubsequence("set null PT30S", "set null PT30S", "down 3 EXITED", "down 0 POOL_CLOSED");
        assertThat(told).doesNotContain("not ready").endsWith("TERMINATED");
        assertThat(threads).containsOnly("carom-hooks-callbacks");
    }

    @Test
    void listenerThatThrows_keepsNothingFromTheOthersAndThePool() throws Exception {
        AtomicInteger thrown = new AtomicInteger();
        Recorder throwing = new Recorder(() -> {
            if (thrown.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("of a listener");
            }
            throw new AssertionError("of a listener");
        });
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> { });
        try (ProcessPool pool = one().listener(throwing).listener(new Recorder(() -> { })).build()) {
            assertThat(pool.applyAsync(() -> 1, limited()).get()).isEqualTo(1);
            assertThat(pool.applyAsync(() -> 2, limited()).get()).isEqualTo(2);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        for (String event : List.of("up", "cancel", "ready", "down 0 POOL_CLOSED", "TERMINATED")) {
            assertThat(told.stream().filter(event::equals).count()).as(event).isEven().isPositive();
        }
    }

    @Test
    void listenerThatBlocks_delaysWhatIsTold_andNothingElse() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Recorder blocking = new Recorder(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        try (ProcessPool pool = one().listener(blocking).build()) {
            assertThat(pool.applyAsync(() -> 1, limited()).get()).isEqualTo(1);
            TaskOptions<Integer> soon = TaskOptions.<Integer>defaults().timeout(Duration.ofMillis(300));
            assertThatExceptionOfType(TimeLimitExceededException.class)
                    .isThrownBy(() -> pool.applyAsync(() -> stay(), soon).join());
            assertThat(pool.applyAsync(() -> 2, limited()).get()).isEqualTo(2);
            Waits.until("the first is told", () -> !told.isEmpty());
            assertThat(told).as("while the listener blocks").hasSize(1);
            release.countDown();
        }
        assertThat(told).containsSubsequence("up", "set null PT30S", "cancel", "ready", "set null PT0.3S", "cancel", "ready",
                "set null PT30S", "cancel", "ready", "TERMINATED");
        assertThat(told).contains("down 137 HARD_TIMEOUT");
    }

    @Test
    void exitHookThatThrowsOrBlocks_keepsNoWorkerFromLeaving(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = one().maxTasksPerChild(1).listener(new Recorder(() -> { })).onProcessExit((pid, code) -> {
            marks.leave(pid);
            int turn = marks.all().indexOf(Long.toString(pid)); // two may have left a mark before one of them looks
            if (turn == 0) {
                throw new IllegalStateException("of the exit hook");
            }
            return turn == 1 ? stay() : 0;
        }).build()) {
            assertThat(pool.applyAsync(() -> 1).get()).isEqualTo(1);
            assertThat(pool.applyAsync(() -> 2).get()).isEqualTo(2);
            Waits.until("two have left", () -> told.stream().filter(event -> event.startsWith("down")).count() >= 2);
        }
        assertThat(told).contains("down 0 RECYCLED_TASKS");
        assertThat(marks.all()).hasSizeGreaterThanOrEqualTo(2);
    }
}
