package dev.carom.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carom.ApplyResult;
import dev.carom.MapResult;
import dev.carom.PoolListener;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.SoftTimeout;
import dev.carom.TaskOptions;
import dev.carom.ThreadPool;
import dev.carom.WorkerExit;
import dev.carom.error.InitializerException;
import dev.carom.error.PoolClosedException;
import dev.carom.error.RefusedTaskException;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TaskEncodingException;
import dev.carom.error.TerminatedException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.worker.TaskContext;
import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is special about workers that are threads. What they have in common with processes is in PoolContractTest. */
@Timeout(120)
class ThreadPoolTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    /** Enough for a task to begin on a machine that has much else to do. */
    private static final Duration TO_BEGIN = Duration.ofSeconds(3);

    /** Tasks see it, as they run in this JVM. */
    private static volatile CountDownLatch gate;

    private static volatile CountDownLatch begun;
    private static volatile CountDownLatch interrupted;
    private static final AtomicInteger RUNS = new AtomicInteger();

    @BeforeEach
    void shutGate() {
        gate = new CountDownLatch(1);
        begun = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
        RUNS.set(0);
    }

    @AfterEach
    void openGate() {
        gate.countDown();
    }

    /** Runs on until the gate opens, whatever it is told. */
    private static long deaf() {
        begun.countDown();
        long turns = 0;
        while (gate.getCount() > 0) {
            Thread.onSpinWait();
            turns++;
        }
        return turns;
    }

    private static int sleep() throws InterruptedException {
        begun.countDown();
        try {
            Thread.sleep(3_600_000);
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        return 1;
    }

    /** So that it is the turn of another task: the machine stood still, or was too busy, after this one was accepted. */
    private static boolean isOverBeforeItBegan(Throwable thrown) {
        return thrown instanceof TimeLimitExceededException && begun.getCount() > 0;
    }

    private static void awaitBegun() throws InterruptedException {
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private static Thread thread(String name) {
        Thread[] all = new Thread[Thread.activeCount() + 50];
        int count = Thread.enumerate(all);
        return Arrays.stream(all, 0, count).filter(one -> one.getName().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void tasksRunInThreadsOfThisJvm_onCopiesOfTheirArguments() throws Exception {
        try (ThreadPool pool = ThreadPool.of(2)) {
            List<Integer> mine = new ArrayList<>(List.of(1, 2));
            List<Integer> theirs = pool.apply(list -> {
                list.add(3);
                return list;
            }, mine);
            assertThat(theirs).containsExactly(1, 2, 3);
            assertThat(mine).containsExactly(1, 2);
            assertThat(pool.apply(() -> ProcessHandle.current().pid())).isEqualTo(ProcessHandle.current().pid());
            assertThat(pool.apply(() -> Thread.currentThread().getName())).startsWith("carom-pool-").contains("-thread-");
            ApplyResult<Long> id = pool.applyAsync(() -> Thread.currentThread().getId());
            assertThat(id.get()).isEqualTo(id.workerPid().orElseThrow());
            assertThat(pool.toString()).startsWith("ThreadPool[pool-");
        }
    }

    @Test
    void whatCouldNotBeSentToAProcess_isRefusedHereToo() {
        try (ThreadPool pool = ThreadPool.of(1)) {
            Object local = new Object();
            assertThatThrownBy(() -> pool.applyAsync(() -> local.hashCode()))
                    .isInstanceOf(TaskEncodingException.class)
                    .hasMessageContaining("java.lang.Object");
            assertThatThrownBy(() -> pool.apply(Object::new)).hasMessageContaining("java.lang.Object");
        }
    }

    @Test
    void hardLimit_givesUpAThreadThatDoesNotListen_andSaysSo() throws Exception {
        try (ThreadPool pool = ProcessPool.builder().processes(1).name("deaf").buildThreads()) {
            String name;
            Throwable thrown;
            do {
                name = pool.apply(() -> Thread.currentThread().getName());
                thrown = catchThrowable(() -> pool.apply(ThreadPoolTest::deaf, TaskOptions.defaults().timeout(TO_BEGIN)));
            } while (isOverBeforeItBegan(thrown));
            assertThat(thrown)
                    .isInstanceOf(TimeLimitExceededException.class)
                    .hasMessageContainingAll("over its hard limit of 3000 ms", "left to itself", "may still run")
                    .hasStackTraceContaining("ThreadPoolTest.deaf");
            assertThat(pool.apply(() -> Thread.currentThread().getName())).as("another thread").isNotEqualTo(name);
            Thread left = thread(name);
            assertThat(left.isAlive()).isTrue();
            gate.countDown();
            left.join(60_000);
            assertThat(left.isAlive()).as("after its task has ended").isFalse();
            assertThat(pool.apply(() -> 2)).isEqualTo(2);
        }
    }

    @Test
    void hardLimit_interruptsAThreadThatListens() throws Exception {
        try (ThreadPool pool = ProcessPool.builder().processes(1).timeout(TO_BEGIN).buildThreads()) {
            Throwable thrown;
            do {
                thrown = catchThrowable(() -> pool.apply(ThreadPoolTest::sleep));
            } while (isOverBeforeItBegan(thrown));
            assertThat(thrown).isInstanceOf(TimeLimitExceededException.class);
            assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void softLimit_thatInterruptsATask_failsItAsIfRaised() throws Exception {
        try (ThreadPool pool = ProcessPool.builder().processes(1).softTimeout(SHORT).buildThreads()) {
            assertThatThrownBy(() -> pool.apply(ThreadPoolTest::sleep))
                    .isInstanceOf(SoftTimeLimitExceededException.class)
                    .hasStackTraceContaining("ThreadPoolTest.sleep");
            boolean knew = pool.apply(() -> {
                try {
                    sleep();
                } catch (InterruptedException e) {
                    return TaskContext.current().softLimitPassed();
                }
                return false;
            });
            assertThat(knew).as("a task that goes on knows").isTrue();
            assertThatThrownBy(() -> pool.apply(() -> {
                throw new InterruptedException("its own");
            }, TaskOptions.defaults().softTimeout(Duration.ofMinutes(1)))).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void interruptOfATask_doesNotReachTheNext() throws Exception {
        try (ThreadPool pool = ThreadPool.of(1)) {
            String name = pool.apply(() -> Thread.currentThread().getName());
            thread(name).interrupt();
            assertThat(pool.apply(() -> Thread.currentThread().isInterrupted())).as("between two tasks").isFalse();
            pool.run(() -> {
                Thread.currentThread().interrupt();
                Thread.currentThread().setName("mine");
            });
            assertThat(pool.apply(() -> Thread.currentThread().isInterrupted())).isFalse();
            assertThat(pool.apply(() -> Thread.currentThread().getName())).isEqualTo(name);
        }
    }

    @Test
    void cancelledMap_runsNoFurtherElementOnAThreadThatListens() throws Exception {
        try (ThreadPool pool = ThreadPool.of(1)) {
            Thread worker = thread(pool.apply(() -> Thread.currentThread().getName()));
            MapResult<Integer> map = pool.mapAsync(
                    x -> ThreadPoolTest.sleep(), List.of(1, 2, 3), TaskOptions.<Object>defaults().chunkSize(3));
            awaitBegun();
            assertThat(map.cancel(true)).isTrue();
            worker.join(60_000);
            assertThat(worker.isAlive()).isFalse();
        }
    }

    @Test
    void cancel_interruptsWhatRuns_andTakesBackWhatWaits() throws Exception {
        try (ThreadPool pool = ThreadPool.of(1)) {
            ApplyResult<Integer> running = pool.applyAsync(ThreadPoolTest::sleep);
            ApplyResult<Integer> waiting = pool.applyAsync(RUNS::incrementAndGet);
            awaitBegun();
            assertThat(running.cancel(false)).isFalse();
            assertThat(waiting.cancel(false)).isTrue();
            assertThat(running.cancel(true)).isTrue();
            assertThat(pool.apply(() -> 2)).isEqualTo(2);
            assertThat(RUNS).hasValue(0);
        }
    }

    /** Blocks those that close it, as an interrupt of its reader does. */
    private static final class Stuck extends AbstractInterruptibleChannel {
        @Override
        protected void implCloseChannel() {
            deaf();
        }

        long read() throws IOException {
            begin();
            try {
                return deaf();
            } finally {
                end(true);
            }
        }
    }

    @Test
    void interruptThatBlocks_holdsUpNothingElse() throws Exception {
        try (ThreadPool pool = ThreadPool.of(1)) {
            ApplyResult<Long> running = pool.applyAsync(() -> new Stuck().read());
            awaitBegun();
            assertThat(running.cancel(true)).isTrue();
            assertThatThrownBy(() -> pool.apply(ThreadPoolTest::deaf, TaskOptions.defaults().timeout(SHORT)))
                    .isInstanceOf(TimeLimitExceededException.class);
            assertThat(pool.apply(() -> 2)).isEqualTo(2);
        }
    }

    @Test
    void terminate_takesTheSignalsThatEndAThread_andNoOthers() throws Exception {
        try (ThreadPool pool = ThreadPool.of(1)) {
            ApplyResult<Integer> running = pool.applyAsync(ThreadPoolTest::sleep);
            awaitBegun();
            assertThatThrownBy(() -> running.terminate(10))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("signal 10");
            running.terminate();
            assertThatThrownBy(running::join)
                    .isInstanceOf(TerminatedException.class)
                    .hasMessageContaining("may still run");
        }
    }

    @Test
    void terminatedPool_endsThoughATaskRunsOn() throws Exception {
        ThreadPool pool = ThreadPool.of(1);
        ApplyResult<Long> running = pool.applyAsync(ThreadPoolTest::deaf);
        awaitBegun();
        pool.terminate();
        pool.join(Duration.ofSeconds(60));
        assertThat(pool.state()).isEqualTo(PoolState.TERMINATED);
        assertThatThrownBy(running::join).isInstanceOf(PoolClosedException.class);
    }

    @Test
    void workersAreRecycled_withAnInitializerAndAnExitHookForEach() throws Exception {
        Queue<WorkerExit> exits = new ConcurrentLinkedQueue<>();
        try (ThreadPool pool = ProcessPool.builder().processes(1).spares(0).maxTasksPerChild(2)
                .initializer(() -> RUNS.addAndGet(100))
                .onProcessExit((pid, code) -> RUNS.addAndGet(code == 0 && pid == Thread.currentThread().getId() ? 1 : 50))
                .listener(new PoolListener() {
                    @Override
                    public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
                        exits.add(reason);
                    }
                })
                .buildThreads()) {
            assertThat(pool.map(x -> Thread.currentThread().getId(), List.of(1, 2, 3, 4), 1)).hasSize(4);
        }
        assertThat(exits).filteredOn(WorkerExit.RECYCLED_TASKS::equals).hasSize(2);
        assertThat(RUNS.get() / 100).isBetween(2, 3);
        assertThat(RUNS.get() % 100).isBetween(2, 3);
    }

    @Test
    void initializerThatThrows_breaksThePool() {
        ThreadPool pool = ProcessPool.builder().processes(1).initializer(() -> {
            throw new IllegalStateException("no licence");
        }).buildThreads();
        ApplyResult<Integer> result = submitOrNull(pool);
        if (result != null) {
            assertThatThrownBy(result::join).isInstanceOf(InitializerException.class).hasMessageContaining("no licence");
        }
        pool.close();
    }

    /** Null where the pool was broken before. */
    private static ApplyResult<Integer> submitOrNull(ThreadPool pool) {
        try {
            return pool.applyAsync(() -> 1);
        } catch (InitializerException e) {
            assertThat(e).hasMessageContaining("no licence");
            return null;
        }
    }

    @Test
    void synack_runsOnlyWhatItsCallbackAccepts() throws Exception {
        try (ThreadPool pool = ProcessPool.builder().processes(1).synack(true).buildThreads()) {
            assertThatThrownBy(() -> pool.apply(RUNS::incrementAndGet, TaskOptions.<Integer>defaults().acceptCallback(id -> {
                throw new IllegalStateException("not today");
            }))).isInstanceOf(RefusedTaskException.class).hasMessageContaining("not today");
            assertThat(RUNS).hasValue(0);
            assertThat(pool.apply(RUNS::incrementAndGet)).isEqualTo(1);
        }
    }

    @Test
    void progress_isHeard_andRenewsTheStallLimit() throws Exception {
        Queue<Object> heard = new ConcurrentLinkedQueue<>();
        try (ThreadPool pool = ThreadPool.of(1)) {
            int last = pool.apply(() -> {
                TaskContext.current().progress("half");
                return TaskContext.current().delivery();
            }, TaskOptions.<Integer>defaults().progressCallback(heard::add));
            assertThat(last).isEqualTo(1);
            assertThatThrownBy(() -> pool.apply(ThreadPoolTest::sleep, TaskOptions.<Integer>defaults().stallTimeout(SHORT)))
                    .isInstanceOf(TimeLimitExceededException.class)
                    .hasMessageContaining("no progress");
        }
        assertThat(heard).containsExactly("half");
    }

    @Test
    void optionsThatNeedAProcess_areRefusedByName() {
        assertThatThrownBy(() -> ProcessPool.builder().jvmArgs("-Xmx1g").environmentAllowList("HOME").hardMemoryPerChild(1 << 20)
                        .softTimeoutMode(SoftTimeout.RAISE).spin(Duration.ofNanos(1)).buildThreads())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("a pool of threads cannot have", "jvmArgs (", "environmentAllowList (",
                        "hardMemoryPerChild (",
                        "softTimeoutMode (", "spin (", "or build() a pool of processes");
        try (ThreadPool pool = ProcessPool.builder().processes(1).softTimeoutMode(SoftTimeout.RAISE)
                .softTimeoutMode(SoftTimeout.INTERRUPT).spin(Duration.ZERO).threads(false).threads(true).buildThreads()) {
            assertThat(pool.processes()).isEqualTo(1);
        }
    }

    @Test
    void host_hasNothingToWatch() {
        assertThatThrownBy(() -> ProcessPool.builder().threads(false).buildThreads())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("a pool of threads cannot have", "threads(false) (");
    }

    @Test
    void manySubmitters_getAllTheirResults() throws Exception {
        try (ThreadPool pool = ThreadPool.of(4)) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                int n = i;
                results.add(pool.applyAsync(() -> n));
            }
            int sum = 0;
            for (ApplyResult<Integer> result : results) {
                sum += result.get();
            }
            assertThat(sum).isEqualTo(1_999_000);
        }
    }

    @Test
    void killsInTheMidstOfWork_loseNothingAndRunNothingTwice() throws Exception {
        int tasks = 300;
        try (ThreadPool pool = ProcessPool.builder().processes(3).spares(0).buildThreads()) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                int n = i;
                results.add(pool.applyAsync(() -> {
                    RUNS.incrementAndGet();
                    Thread.sleep(n % 3);
                    return n;
                }));
            }
            int cancelled = 0;
            for (int i = 0; i < tasks; i += 3) {
                cancelled += results.get(i).cancel(true) ? 1 : 0;
            }
            int succeeded = 0;
            for (ApplyResult<Integer> result : results) {
                result.await();
                succeeded += result.successful() ? 1 : 0;
            }
            assertThat(succeeded + cancelled).isEqualTo(tasks);
            assertThat(RUNS.get()).isBetween(succeeded, tasks);
        }
    }

    @Test
    void semaphoreThatThrows_losesNoOutcome_andEndsThePool() throws Exception {
        Semaphore slots = new Semaphore(2) {
            private static final long serialVersionUID = 1L;

            @Override
            public void release() {
                throw new IllegalStateException("mine");
            }
        };
        try (ThreadPool pool = ProcessPool.builder().processes(1).slots(slots).putLocks(true).buildThreads()) {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> pool.state() == PoolState.TERMINATED);
        }
    }
}
