package dev.carom.tests.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import dev.carom.error.PoolClosedException;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TerminatedException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Waits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that wait for one task after the other read the answers by themselves, and may poll; nobody must be able to tell. */
@Tag("any-jdk")
@ParameterizedClass(name = "spin of {0} us")
@ValueSource(ints = {0, 1_000})
@Timeout(180)
final class WaitingCallerTest {
    private static final int OFTEN = 50;

    private final Duration spin;

    WaitingCallerTest(int micros) {
        spin = Duration.of(micros, ChronoUnit.MICROS);
    }

    private ProcessPool start(int processes) {
        return ProcessPool.builder().processes(processes).spin(spin).build();
    }

    private static void applyOften(ProcessPool pool) throws Exception {
        for (int i = 0; i < OFTEN; i++) {
            int number = i;
            assertThat(pool.apply(() -> number)).isEqualTo(number);
        }
    }

    private static String sleepLong() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
        return "slept";
    }

    @Test
    void callersAndSubmittersInTurn_eachHasItsResult() throws Exception {
        try (ProcessPool pool = start(2)) {
            for (int round = 0; round < OFTEN; round++) {
                applyOften(pool);
                List<ApplyResult<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    int number = i;
                    results.add(pool.applyAsync(() -> number));
                }
                for (int i = 0; i < 5; i++) {
                    assertThat(results.get(i).get(Waits.LONG)).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void severalCallers_eachHasItsResults() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (ProcessPool pool = start(2)) {
            for (int count = 1; count <= 4; count++) {
                List<Callable<Boolean>> loops = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    loops.add(() -> {
                        for (int round = 0; round < 20; round++) {
                            applyOften(pool);
                        }
                        return true;
                    });
                }
                for (Future<Boolean> loop : callers.invokeAll(loops)) {
                    assertThat(loop.get()).isTrue();
                }
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void workerDiesWhileItsCallerReads_isToldAndTheNextTaskIsServed() throws Exception {
        try (ProcessPool pool = start(1)) {
            applyOften(pool);
            assertThatThrownBy(() -> pool.apply(() -> {
                Runtime.getRuntime().halt(3);
                return 0;
            })).isInstanceOfSatisfying(WorkerLostException.class, e -> assertThat(e.certificate().exitCode()).isEqualTo(3));
            applyOften(pool);
        }
    }

    @Test
    void limitsStrike_callerIsToldAndTheNextTaskIsServed() throws Exception {
        try (ProcessPool pool = start(1)) {
            applyOften(pool);
            Duration limit = Duration.ofMillis(50);
            assertThatThrownBy(() -> pool.apply(WaitingCallerTest::sleepLong, TaskOptions.defaults().softTimeout(limit)))
                    .isInstanceOf(SoftTimeLimitExceededException.class);
            applyOften(pool);
            assertThatThrownBy(() -> pool.apply(WaitingCallerTest::sleepLong, TaskOptions.defaults().timeout(limit)))
                    .isInstanceOf(TimeLimitExceededException.class);
            applyOften(pool);
        }
    }

    @Test
    void largeResultsBetweenSmallOnes_comeWhole() throws Exception {
        try (ProcessPool pool = start(1)) {
            for (int i = 0; i < 5; i++) {
                applyOften(pool);
                byte[] result = pool.apply(() -> new byte[8 << 20]);
                assertThat(result).hasSize(8 << 20);
            }
        }
    }

    @Test
    void idleWorkerDiesAfterItsCallerHasLeft_isReplaced() throws Exception {
        try (ProcessPool pool = start(1)) {
            applyOften(pool);
            WorkerInfo worker = pool.workers().get(0);
            pool.processHandles().forEach(ProcessHandle::destroyForcibly);
            Waits.until("another worker is there",
                    () -> pool.workers().stream().anyMatch(w -> w.id() != worker.id() && w.state() == WorkerState.IDLE));
            applyOften(pool);
        }
    }

    @Test
    void callerIsInterrupted_stopsWaitingAndItsTaskIsCancelled() throws Exception {
        try (ProcessPool pool = start(1)) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    applyOften(pool);
                    pool.apply(WaitingCallerTest::sleepLong);
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            caller.start();
            awaitSleeping(pool);
            caller.interrupt();
            caller.join(Waits.LONG.toMillis());
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            applyOften(pool); // the hour is over
        }
    }

    @Test
    void taskOfAReadingCallerIsTerminated_callerIsWoken() throws Exception {
        try (ProcessPool pool = start(1)) {
            CompletableFuture<Throwable> thrown = callThatSleepsLong(pool);
            pool.terminateJob(pool.workers().get(0).pid());
            assertThat(thrown.get(Waits.LONG.toMillis(), TimeUnit.MILLISECONDS)).isInstanceOf(TerminatedException.class);
            applyOften(pool);
        }
    }

    @Test
    void poolIsTerminatedWhileACallerReads_callerIsWoken() throws Exception {
        CompletableFuture<Throwable> thrown;
        try (ProcessPool pool = start(1)) {
            thrown = callThatSleepsLong(pool);
            pool.terminate();
        }
        assertThat(thrown.get(Waits.LONG.toMillis(), TimeUnit.MILLISECONDS)).isInstanceOf(PoolClosedException.class);
    }

    /** Its channel is watched again while the task runs, so that the I/O thread may be first to read the answer. */
    @Test
    void taskOutlastsTheLoan_callerHasItsResult() throws Exception {
        try (ProcessPool pool = start(1)) {
            for (int i = 0; i < OFTEN; i++) {
                for (int n = 0; n < 5; n++) {
                    pool.apply(() -> 0);
                }
                int number = i;
                assertThat(pool.apply(() -> {
                    TimeUnit.MILLISECONDS.sleep(25);
                    return number;
                })).isEqualTo(number);
            }
        }
    }

    /** Polling ends soon, on either side: a thread that waits for long takes no processor time. */
    @Test
    void taskTakesLong_itsCallerSleeps() throws Exception {
        try (ProcessPool pool = start(1)) {
            AtomicReference<Thread> caller = new AtomicReference<>();
            CompletableFuture<Throwable> thrown = callThatSleepsLong(pool, caller);
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            AtomicLong before = new AtomicLong(-1);
            Waits.until("it takes no processor time between two looks", () -> {
                long now = threads.getThreadCpuTime(caller.get().getId());
                return now == before.getAndSet(now);
            });
            pool.terminateJob(pool.workers().get(0).pid());
            assertThat(thrown.get(Waits.LONG.toMillis(), TimeUnit.MILLISECONDS)).isInstanceOf(TerminatedException.class);
        }
    }

    /** What the call of such a task threw, once it has; the task runs already. */
    private static CompletableFuture<Throwable> callThatSleepsLong(ProcessPool pool) {
        return callThatSleepsLong(pool, new AtomicReference<>());
    }

    private static CompletableFuture<Throwable> callThatSleepsLong(ProcessPool pool, AtomicReference<Thread> caller) {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        caller.set(new Thread(() -> {
            try {
                applyOften(pool);
                pool.apply(WaitingCallerTest::sleepLong);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        }));
        caller.get().start();
        awaitSleeping(pool);
        return thrown;
    }

    /** All short tasks are over, and the long one runs. */
    private static void awaitSleeping(ProcessPool pool) {
        Waits.until("the short tasks are over", () -> pool.workers().get(0).tasks() == OFTEN);
        Waits.until("the long one was accepted", () -> !pool.statistics().slowestRunning().isEmpty());
    }
}
