package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.SoftTimeout;
import dev.carom.TaskOptions;
import dev.carom.error.PoolClosedException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.LogRecords;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callbacks of one task: which, when, how often, on which thread, and what they may do. */
@Tag("any-jdk")
class CallbackTest {
    private static ProcessPool pool;

    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private TaskOptions<Integer> telling;

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void tell() {
        telling = TaskOptions.<Integer>defaults().callback(told::add).errorCallback(told::add);
    }

    private Object next() throws InterruptedException {
        Object next = told.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("a callback within 60 s").isNotNull();
        return next;
    }

    /** Callbacks run one at a time, in order: what is told after this was told late. */
    private void assertNothingElseIsTold() throws Exception {
        pool.applyAsync(() -> 0, TaskOptions.<Integer>defaults().callback(value -> told.add("end")));
        assertThat(next()).isEqualTo("end");
    }

    @Test
    @Tag("B052")
    void successCallback_getsTheValue_onceAndAlone() throws Exception {
        ApplyResult<Integer> result = pool.applyAsync(() -> 42, telling);
        assertThat(next()).isEqualTo(42);
        assertThat(result.get()).isEqualTo(42);
        assertNothingElseIsTold();
    }

    @Test
    @Tag("B052")
    void errorCallback_getsWhatTheTaskThrew_onceAndAlone() throws Exception {
        pool.applyAsync(() -> {
            throw new IOException("disk full");
        }, telling);
        assertThat(next()).isInstanceOf(IOException.class).hasToString("java.io.IOException: disk full");
        assertNothingElseIsTold();
    }

    @Test
    @Tag("B053")
    void timeoutCancelAndLoss_areToldToTheErrorCallback(@TempDir Path directory) throws Exception {
        try (ProcessPool own = ProcessPool.of(1);
                Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            own.applyAsync(() -> {
                door.pass();
                return 1;
            }, telling.timeout(Duration.ofMillis(50)));
            assertThat(next()).isInstanceOf(TimeLimitExceededException.class);

            ApplyResult<Integer> cancelled = own.applyAsync(() -> {
                door.pass();
                return 1;
            }, telling);
            Waits.until("running", cancelled::accepted);
            cancelled.cancel(true);
            assertThat(next()).isInstanceOf(CancellationException.class);

            own.applyAsync(() -> {
                Runtime.getRuntime().halt(3);
                return 1;
            }, telling);
            assertThat(next()).isInstanceOf(WorkerLostException.class);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void acceptCallback_getsTheWorkersPid_beforeTheEnd() throws Exception {
        ApplyResult<Integer> result = pool.applyAsync(() -> 42, telling.acceptCallback(told::add));
        assertThat(next()).isEqualTo(Pools.pids(pool).get(0));
        assertThat(next()).isEqualTo(42);
        assertThat(result.workerPid()).hasValue(Pools.pids(pool).get(0));
    }

    @Test
    void timeoutCallback_saysWhichLimitPassed(@TempDir Path directory) throws Exception {
        // Interrupts: raised in a task that a busy machine has not let begin, the soft limit would end it before the hard one.
        try (ProcessPool own = ProcessPool.builder().processes(1).softTimeoutMode(SoftTimeout.INTERRUPT).build();
                Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            TaskOptions<Integer> limited = telling
                    .timeoutCallback(soft -> told.add(soft ? "soft" : "hard"))
                    .softTimeout(Duration.ofMillis(30))
                    .timeout(Duration.ofMillis(300));
            own.applyAsync(() -> {
                while (true) {
                    try {
                        door.pass();
                    } catch (IOException e) {
                        Thread.interrupted(); // goes on whatever happens
                    }
                }
            }, limited);
            assertThat(next()).isEqualTo("soft");
            assertThat(next()).isEqualTo("hard");
            assertThat(next()).isInstanceOf(TimeLimitExceededException.class);
        }
    }

    @Test
    void callbacks_runOnAThreadOfThePool_orOnTheGivenExecutor() throws Exception {
        pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults()
                .callback(value -> told.add(Thread.currentThread().getName())));
        assertThat((String) next()).startsWith("carom-").endsWith("-callbacks");

        ExecutorService mine = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        try (ProcessPool own = ProcessPool.builder().processes(1).callbackExecutor(mine).build()) {
            own.applyAsync(() -> 1, TaskOptions.<Integer>defaults()
                    .callback(value -> told.add(Thread.currentThread().getName())));
            assertThat(next()).isEqualTo("mine");
        } finally {
            mine.shutdown();
            assertThat(mine.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @Tag("B054")
    void callbackThatThrows_isLogged_andLaterOnesRun() throws Exception {
        try (LogRecords log = LogRecords.of("dev.carom")) {
            TaskOptions<Integer> throwing = TaskOptions.<Integer>defaults()
                    .correlationId("order-7")
                    .callback(value -> {
                        throw new IllegalStateException("not my day");
                    });
            ApplyResult<Integer> result = pool.applyAsync(() -> 1, throwing);
            pool.applyAsync(() -> 2, telling);
            assertThat(next()).isEqualTo(2);
            assertThat(result.get()).isEqualTo(1);
            assertThat(log.all()).anySatisfy(record -> {
                assertThat(record.getMessage()).matches("pool=\\S+ task=order-7: callback threw .*");
                assertThat(record.getThrown()).hasMessage("not my day");
            });
        }
    }

    @Test
    @Tag("B055")
    void callbackThatThrowsAnError_leavesTheCallbackThreadAlive() throws Exception {
        try (LogRecords log = LogRecords.of("dev.carom")) {
            pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(value -> {
                throw new AssertionError("wrong");
            }));
            pool.applyAsync(() -> 2, telling);
            assertThat(next()).isEqualTo(2);
            assertThat(log.all()).anyMatch(record -> record.getThrown() instanceof AssertionError);
        }
    }

    @Test
    @Tag("B056")
    void fatalError_andWhatIsToPropagate_reachTheUncaughtExceptionHandler() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> told.add(e));
        try {
            pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(value -> {
                throw new OutOfMemoryError("simulated");
            }));
            assertThat(next()).isInstanceOf(OutOfMemoryError.class);
            pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults()
                    .callbacksPropagate(IllegalStateException.class)
                    .callback(value -> {
                        throw new IllegalStateException("to propagate");
                    }));
            assertThat(next()).isInstanceOf(IllegalStateException.class);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        pool.applyAsync(() -> 2, telling);
        assertThat(next()).isEqualTo(2);
    }

    @Test
    @Tag("B061")
    void otherCallbacksThatThrow_areLogged(@TempDir Path directory) throws Exception {
        try (ProcessPool own = ProcessPool.of(1);
                Gate gate = Gate.shut(directory);
                LogRecords log = LogRecords.of("dev.carom")) {
            Gate.Door door = gate.door();
            own.applyAsync(() -> {
                door.pass();
                return 1;
            }, telling.timeout(Duration.ofMillis(50))
                    .acceptCallback(pid -> {
                        throw new IllegalStateException("accept");
                    })
                    .timeoutCallback(soft -> {
                        throw new IllegalStateException("timeout");
                    }));
            assertThat(next()).isInstanceOf(TimeLimitExceededException.class);
            assertThat(log.all()).extracting(record -> String.valueOf(record.getThrown()))
                    .contains("java.lang.IllegalStateException: accept", "java.lang.IllegalStateException: timeout");
            int after = own.apply(() -> 2);
            assertThat(after).isEqualTo(2);
        }
    }

    @Test
    @Tag("B058")
    void callbacks_maySubmitFurtherTasks() throws Exception {
        int chains = 3;
        int links = 50;
        CountDownLatch ends = new CountDownLatch(chains);
        AtomicInteger runs = new AtomicInteger();
        for (int chain = 0; chain < chains; chain++) {
            link(links, ends, runs);
        }
        assertThat(ends.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(runs).hasValue(chains * links);
    }

    private static void link(int left, CountDownLatch ends, AtomicInteger runs) {
        pool.applyAsync(() -> left - 1, TaskOptions.<Integer>defaults().callback(rest -> {
            runs.incrementAndGet();
            if (rest > 0) {
                link(rest, ends, runs);
            } else {
                ends.countDown();
            }
        }));
    }

    @Test
    void callbackThatGetsItsOwnResult_doesNotDeadlock() throws Exception {
        List<ApplyResult<Integer>> results = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch submitted = new CountDownLatch(1);
        results.add(pool.applyAsync(() -> 42, TaskOptions.<Integer>defaults().callback(value -> {
            try {
                submitted.await();
                told.add(results.get(0).get());
            } catch (Exception e) {
                told.add(e);
            }
        })));
        submitted.countDown();
        assertThat(next()).isEqualTo(42);
    }

    @Test
    @Tag("B060")
    void callbackThatTerminatesThePool_endsIt() throws Exception {
        try (ProcessPool own = ProcessPool.of(1)) {
            own.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(value -> {
                own.terminate();
                told.add("terminated");
            }));
            assertThat(next()).isEqualTo("terminated");
            assertThatThrownBy(() -> own.applyAsync(() -> 2)).isInstanceOf(PoolClosedException.class);
            own.join();
        }
    }

    @Test
    @Tag("B060")
    void callbackThatClosesThePool_waitsForItsEnd() throws Exception {
        try (ProcessPool own = ProcessPool.of(1)) {
            own.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(value -> {
                finish(own);
                told.add(own.state());
            }));
            assertThat(next()).hasToString("TERMINATED");
        }
    }

    private static void finish(ProcessPool own) {
        own.close();
    }
}
