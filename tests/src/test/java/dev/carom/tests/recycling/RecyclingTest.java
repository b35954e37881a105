package dev.carom.tests.recycling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.Action;
import dev.carom.LeftoverThreads;
import dev.carom.PoolListener;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.TaskOptions;
import dev.carom.WorkerExit;
import dev.carom.error.TaskStack;
import dev.carom.error.WorkerLostException;
import dev.carom.error.WorkerStartException;
import dev.carom.tests.support.LogRecords;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that have served long enough are replaced, and nobody notices. */
@Tag("any-jdk")
class RecyclingTest {
    private static final long MIB = 1 << 20;

    static final List<byte[]> LEAK = new ArrayList<>();

    /** Collects why workers left. */
    private static final class Exits implements PoolListener {
        final List<WorkerExit> all = new CopyOnWriteArrayList<>();

        @Override
        public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
            all.add(reason);
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    // ---- tasks

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B142")
    @Tag("B150")
    @Tag("B278")
    void manyTasksWithAQuota_areAllRight_andServedByManyWorkers_atNoCharge(Mode mode) throws Exception {
        Exits exits = new Exits();
        try (ProcessPool pool = mode.start(ProcessPool.builder().processes(3).maxTasksPerChild(10).listener(exits))) {
            Pools.awaitIdle(pool);
            Set<Long> first = new HashSet<>(Pools.pids(pool));
            List<ApplyResult<Long>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                results.add(pool.applyAsync(RecyclingTest::pid));
            }
            Map<Long, Integer> served = new HashMap<>();
            for (ApplyResult<Long> result : results) {
                served.merge(result.get(), 1, Integer::sum);
            }
            assertThat(served.values()).allMatch(n -> n <= 10);
            assertThat(served).hasSizeGreaterThanOrEqualTo(10);
            assertThat(pool.didStartOk()).as("no crash is counted").isTrue();
            Waits.until("those who started have gone", () -> first.stream().filter(served::containsKey)
                    .filter(pid -> served.get(pid) == 10).noneMatch(Pools.pids(pool)::contains));
        }
        assertThat(exits.all).contains(WorkerExit.RECYCLED_TASKS);
        // Extra spares of the busy time may be let go, too; and so many starts may make a machine too busy.
        assertThat(exits.all).isSubsetOf(
                WorkerExit.RECYCLED_TASKS, WorkerExit.SHRUNK, WorkerExit.POOL_CLOSED, WorkerExit.UNRESPONSIVE);
    }

    @Test
    @Tag("B143")
    void quotaOfTwo_meansTwoTasksForEachProcess() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).maxTasksPerChild(2).build()) {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                pids.add(pool.<Long, RuntimeException>apply(RecyclingTest::pid));
            }
            assertThat(pids.get(0)).isEqualTo(pids.get(1)).isNotEqualTo(pids.get(2));
            assertThat(pids.get(2)).isEqualTo(pids.get(3));
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B144")
    @Tag("B146")
    void shutdownBeforeTheWorkIsDone_losesNothing_andTheQuotaHolds(Mode mode) throws Exception {
        List<ApplyResult<List<Long>>> results = new ArrayList<>();
        ProcessPool pool = mode.start(ProcessPool.builder().processes(2).maxTasksPerChild(1));
        for (int i = 0; i < 8; i++) {
            long n = i;
            results.add(pool.applyAsync(() -> List.of(n, pid())));
        }
        pool.shutdown();
        pool.join();
        Set<Long> served = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            assertThat(results.get(i).isDone()).isTrue();
            assertThat(results.get(i).get().get(0)).isEqualTo(i);
            served.add(results.get(i).get().get(1));
        }
        assertThat(served).as("a worker each").hasSize(8);
    }

    @Test
    @Tag("B149")
    void quotaOfOneAndAFailingTask_afterShutdown_neitherHangsNorLoses() throws Exception {
        for (int workers : List.of(2, 4)) {
            ProcessPool pool = ProcessPool.builder().processes(workers).maxTasksPerChild(1).build();
            ApplyResult<Integer> fails = pool.applyAsync(() -> {
                throw new IllegalStateException("of the task");
            });
            ApplyResult<Integer> succeeds = pool.applyAsync(() -> 1);
            pool.shutdown();
            pool.join(Waits.LONG);
            assertThatThrownBy(fails::join).isInstanceOf(IllegalStateException.class);
            assertThat(succeeds.get()).isEqualTo(1);
        }
    }

    @Test
    @Tag("B155")
    void jitter_spreadsTheQuotas() throws Exception {
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1).maxTasksPerChild(12).maxTasksPerChildJitter(11);
        try (ProcessPool pool = builder.build()) {
            Map<Long, Integer> served = new HashMap<>();
            for (int i = 0; i < 80; i++) {
                served.merge(pool.<Long, RuntimeException>apply(RecyclingTest::pid), 1, Integer::sum);
            }
            assertThat(served.values()).allMatch(n -> n <= 12);
            assertThat(new HashSet<>(served.values())).hasSizeGreaterThan(2);
        }
    }

    // ---- memory

    @Test
    @Tag("B151")
    @Tag("B277")
    void leakingTask_getsItsWorkerReplaced_andEveryResultArrives() throws Exception {
        Exits exits = new Exits();
        try (ProcessPool pool = ProcessPool.builder().processes(1).jvmArgs("-Xmx512m", "-Xms512m")
                .maxMemoryPerChild(200 * MIB).listener(exits).build()) {
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 120; i++) {
                pids.add(pool.<Long, RuntimeException>apply(() -> {
                    LEAK.add(new byte[(int) (3 * MIB)]);
                    return pid();
                }));
            }
            assertThat(pids).hasSizeBetween(2, 30);
            Waits.until("its end is told", () -> exits.all.contains(WorkerExit.RECYCLED_MEMORY));
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @Test
    @Tag("B277")
    void memoryThatWasGivenBack_isNoReasonToReplaceAWorker() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).maxMemoryPerChild(400 * MIB).build()) {
            long peak = 600 * MIB;
            long before = pool.<Long, Exception>apply(() -> {
                // Mapped and touched outside of the heap, so that it is gone when it is unmapped.
                Process child = new ProcessBuilder("sh", "-c", "head -c " + peak + " /dev/zero | tail -c 1 >/dev/null").start();
                child.waitFor();
                return pid();
            });
            assertThat(pool.<Long, RuntimeException>apply(RecyclingTest::pid)).isEqualTo(before);
        }
    }

    @Test
    void hardMemoryLimit_killsDuringTheTask_andSaysSo() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).jvmArgs("-Xmx900m")
                .hardMemoryPerChild(300 * MIB).build()) {
            ApplyResult<Integer> hog = pool.applyAsync(() -> {
                for (int i = 0; i < 120; i++) { // more than the limit, and far less than the heap
                    LEAK.add(new byte[(int) (3 * MIB)]);
                }
                Thread.sleep(3_600_000);
                return 0;
            });
            assertThatThrownBy(hog::join).isInstanceOfSatisfying(WorkerLostException.class, e -> {
                assertThat(e.certificate().cause()).isEqualTo(WorkerExit.MEMORY_LIMIT);
                assertThat(e.certificate().peakRss()).isGreaterThan(300 * MIB);
                assertThat(e).hasMessageContaining("more memory than the 300 MiB of hardMemoryPerChild");
                // The stack is waited for 50 ms only, which a busy machine may need for itself.
                assertThat(e.getCause()).satisfiesAnyOf(
                        cause -> assertThat(cause).isNull(), cause -> assertThat(cause).isInstanceOf(TaskStack.class));
            });
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void limitBelowWhatAFreshWorkerUses_isRefusedWithTheFigures() throws Exception {
        for (ProcessPoolBuilder builder : List.of(
                ProcessPool.builder().processes(2).maxMemoryPerChild(8 * MIB),
                ProcessPool.builder().processes(2).hardMemoryPerChild(8 * MIB))) {
            try (ProcessPool pool = builder.build()) {
                // Where the pool is broken before that, the task is refused for the same reason.
                assertThatThrownBy(() -> pool.applyAsync(() -> 1).join()).isInstanceOf(WorkerStartException.class)
                        .hasMessageContaining("MemoryPerChild is 8388608 bytes (8 MiB), but a worker uses");
            }
        }
    }

    // ---- time

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B156")
    void worker_leavesAtTheEndOfItsLifetime_afterItsTask(Mode mode) throws Exception {
        Exits exits = new Exits();
        try (ProcessPool pool = mode.start(ProcessPool.builder().processes(1).maxLifetime(Duration.ofMillis(500))
                .listener(exits))) {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.<Integer, Exception>apply(() -> {
                    Thread.sleep(700);
                    return 1;
                })).isEqualTo(1);
            }
            Waits.until("it has left", () -> exits.all.contains(WorkerExit.RECYCLED_LIFETIME));
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B153")
    void idleWorkers_leave_andComeBackWithWork(Mode mode) throws Exception {
        try (ProcessPool pool = mode.start(ProcessPool.builder().processes(2).idleTimeout(Duration.ofMillis(150)))) {
            for (int round = 0; round < 3; round++) {
                assertThat(pool.map(x -> x + 1, List.of(1, 2, 3, 4))).containsExactly(2, 3, 4, 5);
                Waits.until("all workers are gone", () -> pool.workers().isEmpty());
            }
        }
    }

    @Test
    @Tag("B092")
    void tasksThatAreEncodedForLongerThanWorkersIdle_findWorkersAllTheSame() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).idleTimeout(Duration.ofMillis(50)).build()) {
            Slow.encoding = () -> Waits.until("all workers are gone", () -> pool.workers().isEmpty());
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Slow slow = new Slow(i);
                results.add(pool.applyAsync(() -> slow.number));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(results.get(i).get()).isEqualTo(i);
            }
        }
    }

    /** Takes its time to be encoded. */
    private static final class Slow implements Serializable {
        private static final long serialVersionUID = 1L;

        static Runnable encoding = () -> { };

        private final int number;

        Slow(int number) {
            this.number = number;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            encoding.run();
            out.defaultWriteObject();
        }
    }

    // ---- threads

    @Test
    void threadsThatATaskLeaves_costTheWorker_ifAskedTo() throws Exception {
        Exits exits = new Exits();
        try (ProcessPool pool = ProcessPool.builder().processes(1).leftoverThreads(LeftoverThreads.RECYCLE)
                .listener(exits).build()) {
            long first = pool.<Long, RuntimeException>apply(() -> {
                new Thread(() -> Tasks.sleep(), "left over").start();
                return pid();
            });
            long second = pool.<Long, RuntimeException>apply(RecyclingTest::pid);
            assertThat(second).isNotEqualTo(first);
            // A common-pool thread, that of time-outs, and one that ends before its task, are no leftovers.
            assertThat(pool.<Long, Exception>apply(() -> {
                IntStream.range(0, 1000).parallel().sum();
                new CompletableFuture<>().orTimeout(1, TimeUnit.HOURS);
                Thread shortLived = new Thread(() -> {});
                shortLived.start();
                shortLived.join();
                return pid();
            })).isEqualTo(second);
            assertThat(pool.<Long, RuntimeException>apply(RecyclingTest::pid)).isEqualTo(second);
            Waits.until("its end is told", () -> exits.all.contains(WorkerExit.RECYCLED_THREADS));
        }
    }

    @Test
    void threadsThatATaskLeaves_costNothing_otherwise() throws Exception {
        for (LeftoverThreads treatment : List.of(LeftoverThreads.WARN, LeftoverThreads.IGNORE)) {
            try (ProcessPool pool = ProcessPool.builder().processes(1).leftoverThreads(treatment).build()) {
                long first = pool.<Long, RuntimeException>apply(() -> {
                    new Thread(() -> Tasks.sleep(), "left over").start();
                    return pid();
                });
                assertThat(pool.<Long, RuntimeException>apply(RecyclingTest::pid)).isEqualTo(first);
            }
        }
    }

    @Test
    void warningOfThreadsThatATaskLeaves_namesTheTask() throws Exception {
        try (LogRecords log = LogRecords.of("dev.carom");
                ProcessPool pool = ProcessPool.builder().name("left").processes(1).build()) {
            Action<RuntimeException> leaving = () -> new Thread(() -> Tasks.sleep(), "left over\n").start();
            pool.run(leaving, TaskOptions.defaults().correlationId("image-7"));
            long pid = Pools.pids(pool).get(0);
            Waits.until("it is logged", () -> log.texts().stream().anyMatch(line -> line.contains("left threads running")));
            assertThat(log.texts()).anySatisfy(line -> assertThat(line)
                    .startsWith("pool=left worker=1 pid=" + pid + " task=image-7: a task left threads running: ")
                    .contains("'left over?'", "leftoverThreads"));
        }
    }

    @Test
    void threadsOfTheInitializer_areThereOnPurpose() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).leftoverThreads(LeftoverThreads.RECYCLE)
                .initializer(() -> {
                    new Thread(() -> Tasks.sleep(), "on purpose").start();
                    return 0;
                }).build()) {
            long first = pool.<Long, Exception>apply(() -> {
                Thread.sleep(5);
                return pid();
            });
            assertThat(pool.<Long, RuntimeException>apply(RecyclingTest::pid)).isEqualTo(first);
        }
    }

    /** What left-over threads run. */
    private static final class Tasks {
        static void sleep() {
            try {
                Thread.sleep(3_600_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
