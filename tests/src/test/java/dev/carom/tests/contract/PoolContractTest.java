package dev.carom.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.Args;
import dev.carom.Pool;
import dev.carom.PoolExecutor;
import dev.carom.PoolListener;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.ResultIterator;
import dev.carom.SoftTimeout;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerExit;
import dev.carom.WorkerInfo;
import dev.carom.error.PoolClosedException;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TaskEncodingException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.tests.support.Turns;
import dev.carom.tests.support.Turns.Turn;
import dev.carom.worker.TaskContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every pool does, whatever its workers are. */
@Tag("any-jdk")
class PoolContractTest {
    /** A task has begun before that, also on a busy machine. */
    private static final Duration SHORT = Duration.ofSeconds(3);

    enum Kind {
        PROCESSES {
            @Override
            Pool build(ProcessPoolBuilder options) {
                return options.build();
            }
        },
        THREADS {
            @Override
            Pool build(ProcessPoolBuilder options) {
                return options.buildThreads();
            }
        };

        abstract Pool build(ProcessPoolBuilder options);

        Pool open() {
            return build(ProcessPool.builder().processes(1));
        }
    }

    @TempDir
    Path directory;

    private static int sleep() throws InterruptedException {
        Thread.sleep(3_600_000);
        return 1;
    }

    /** Submits a task that runs until it is stopped, and waits until it does. */
    private static ApplyResult<Integer> running(Pool pool) throws Exception {
        CompletableFuture<Long> accepted = new CompletableFuture<>();
        ApplyResult<Integer> result =
                pool.applyAsync(PoolContractTest::sleep, TaskOptions.<Integer>defaults().acceptCallback(accepted::complete));
        accepted.get(60, TimeUnit.SECONDS);
        return result;
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfCall_givesItsResults(Kind kind) throws Exception {
        try (Pool pool = kind.open()) {
            int base = 10;
            int sum = pool.apply((a, b) -> a + b + base, 1, 2);
            assertThat(sum).isEqualTo(13);
            assertThat(pool.applyAsync(() -> List.of("x", 1)).thenApply(List::size).toCompletableFuture().get()).isEqualTo(2);
            assertThat(pool.map(x -> x * x, List.of(1, 2, 3, 4, 5), 2)).containsExactly(1, 4, 9, 16, 25);
            assertThat(pool.starmap((a, b) -> a * b, List.of(Args.of(2, 3), Args.of(4, 5)))).containsExactly(6, 20);
            assertThat(pool.imap(x -> -x, List.of(1, 2, 3)).stream()).containsExactly(-1, -2, -3);
            assertThat(pool.imapUnordered(x -> -x, List.of(1, 2, 3), 2).stream()).containsExactlyInAnyOrder(-1, -2, -3);
            String id = pool.apply(() -> TaskContext.current().correlationId().orElseThrow(),
                    TaskOptions.defaults().correlationId("order 7"));
            assertThat(id).isEqualTo("order 7");
            assertThat(pool.statistics().tasks().submitted()).isPositive();
            assertThat(pool.workers()).extracting(WorkerInfo::id).contains(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failures_comeByTheirOwnType_andLeaveThePoolAlone(Kind kind) throws Exception {
        try (Pool pool = kind.open()) {
            assertThatThrownBy(() -> pool.apply(() -> {
                throw new IOException("disk full");
            })).isInstanceOf(IOException.class).hasMessage("disk full").hasStackTraceContaining("called by(this ");
            Object local = new Object();
            assertThatThrownBy(() -> pool.applyAsync(() -> local.hashCode())).isInstanceOf(TaskEncodingException.class);
            assertThatThrownBy(() -> pool.apply(Object::new)).hasMessageContaining("java.lang.Object");
            assertThatThrownBy(() -> pool.map(x -> 1 / x, List.of(1, 0))).isInstanceOf(ArithmeticException.class);
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void limits_endATask_andAnotherWorkerServes(Kind kind) throws Exception {
        Queue<WorkerExit> exits = new ConcurrentLinkedQueue<>();
        ProcessPoolBuilder options = ProcessPool.builder().processes(1).recycleAfterSoftTimeout(false)
                .stackWait(Duration.ofSeconds(60)) // it comes, but on a busy machine not as soon as a pool waits by default
                .listener(new PoolListener() {
                    @Override
                    public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
                        exits.add(reason);
                    }
                });
        try (Pool pool = kind.build(options)) {
            assertThatThrownBy(() -> pool.apply(PoolContractTest::sleep, TaskOptions.defaults().softTimeout(SHORT)))
                    .isInstanceOf(SoftTimeLimitExceededException.class)
                    .hasMessageContaining("3000 ms");
            Turn<Integer> turn = Turns.begun(directory, marks -> pool.applyAsync(() -> {
                marks.leave("begun");
                return sleep();
            }, TaskOptions.<Integer>defaults().timeout(SHORT)));
            assertThatThrownBy(turn.result()::join)
                    .isInstanceOf(TimeLimitExceededException.class)
                    .hasMessageContaining("over its hard limit of 3000 ms")
                    .hasStackTraceContaining("PoolContractTest.sleep");
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            assertThat(pool.didStartOk()).as("a kill is no crash").isTrue();
        }
        assertThat(exits).last().isEqualTo(WorkerExit.POOL_CLOSED);
        assertThat(exits).hasSizeGreaterThan(1).startsWith(WorkerExit.HARD_TIMEOUT);
        assertThat(exits).containsOnly(WorkerExit.HARD_TIMEOUT, WorkerExit.POOL_CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void interruptOfAnElement_isNotThatOfItsSiblings(Kind kind) throws Exception {
        Task.Of1<Integer, Integer, InterruptedException> task = x -> {
            switch (x) {
                case 0 -> Thread.currentThread().interrupt();
                case 1 -> Thread.sleep(1);
                case 2 -> throw new InterruptedException("of my own");
                default -> Thread.sleep(1);
            }
            return x;
        };
        try (Pool pool = kind.open(); ResultIterator<Integer> results = pool.imap(task, List.of(0, 1, 2, 3), 4)) {
            assertThat(results.next()).isZero();
            assertThat(results.next()).isEqualTo(1);
            assertThatThrownBy(results::next).isInstanceOf(InterruptedException.class).hasMessage("of my own");
            assertThat(results.next()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void interruptOfASoftLimit_endsItsChunk(Kind kind) throws Exception {
        Task.Of1<Integer, Integer, InterruptedException> task = x -> {
            try {
                return sleep();
            } catch (InterruptedException e) {
                if (x > 0) {
                    throw e;
                }
                Thread.currentThread().interrupt();
                return 0;
            }
        };
        ProcessPoolBuilder options = ProcessPool.builder().processes(1).softTimeoutMode(SoftTimeout.INTERRUPT);
        try (Pool pool = kind.build(options)) {
            TaskOptions<Object> limited = TaskOptions.<Object>defaults().softTimeout(SHORT).chunkSize(3);
            assertThatThrownBy(() -> pool.map(task, List.of(0, 1, 2), limited))
                    .as("and 2 does not sleep for an hour")
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelledTasks_areStoppedOrNeverRun(Kind kind) throws Exception {
        try (Pool pool = kind.open(); PoolExecutor executor = pool.executor()) {
            ApplyResult<Integer> running = running(pool);
            ApplyResult<Integer> waiting = pool.applyAsync(() -> 2);
            assertThat(running.cancel(false)).isFalse();
            assertThat(waiting.cancel(false)).isTrue();
            assertThat(running.cancel(true)).isTrue();
            assertThat(executor.submit(() -> 3).get()).isEqualTo(3);
            ApplyResult<Integer> last = executor.submit(PoolContractTest::sleep);
            executor.shutdownNow();
            assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(last.isCancelled()).isTrue();
            assertThat(pool.apply(() -> 5)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void callbacksAndListeners_hearInTheSameOrder(Kind kind) throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        ProcessPoolBuilder options = ProcessPool.builder().processes(1).spares(0).timeout(Duration.ofMinutes(1))
                .listener(new PoolListener() {
                    @Override
                    public void onProcessUp(long pid) {
                        heard.add("up");
                    }

                    @Override
                    public void onTimeoutSet(ApplyResult<?> job, Duration soft, Duration hard) {
                        heard.add("set " + hard);
                    }

                    @Override
                    public void onTimeoutCancel(ApplyResult<?> job) {
                        heard.add("cancelled");
                    }

                    @Override
                    public void onJobReady(ApplyResult<?> job) {
                        heard.add("ready");
                    }
                });
        try (Pool pool = kind.build(options)) {
            TaskOptions<Integer> told = TaskOptions.<Integer>defaults()
                    .acceptCallback(worker -> heard.add("accepted"))
                    .progressCallback(value -> heard.add("progress " + value))
                    .callback(value -> heard.add("value " + value));
            pool.apply(() -> {
                TaskContext.current().progress(50);
                return 7;
            }, told);
        }
        assertThat(heard).containsExactlyInAnyOrder(
                "up", "accepted", "set PT1M", "progress 50", "cancelled", "value 7", "ready");
        assertThat(heard).containsSubsequence("up", "accepted", "progress 50", "value 7");
        assertThat(heard).containsSubsequence("set PT1M", "cancelled", "ready");
    }

    @ParameterizedTest
    @EnumSource
    void closedPool_hasFinishedWhatItHad_andTakesNoMore(Kind kind) throws Exception {
        Pool pool = kind.build(ProcessPool.builder().processes(1).spares(0).maxTasksPerChild(60));
        pool.grow(1);
        List<ApplyResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int n = i;
            results.add(pool.applyAsync(() -> n));
        }
        pool.shrink(1);
        assertThat(pool.processes()).isEqualTo(1);
        pool.close();
        assertThat(pool.state()).isEqualTo(PoolState.TERMINATED);
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get()).isEqualTo(i);
        }
        assertThatThrownBy(() -> pool.applyAsync(() -> 1)).isInstanceOf(PoolClosedException.class);
    }
}
