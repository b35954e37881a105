package dev.carom.tests.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.PoolExecutor;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool without threads of its own, {@code threads(false)}: whoever hosts it drives it. */
@Tag("any-jdk")
class HostDrivenPoolTest {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final long LIMIT = Duration.ofSeconds(60).toNanos();

    @Test
    void polling_servesTasksAndRunsCallbacksOnTheThreadThatPolls() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).threads(false).build()) {
            List<Thread> callers = new ArrayList<>();
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                results.add(pool.applyAsync(() -> n * n,
                        TaskOptions.<Integer>defaults().callback(value -> callers.add(Thread.currentThread()))));
            }

            pollUntil(pool, () -> callers.size() == 100);

            assertThat(callers).containsOnly(Thread.currentThread());
            for (int i = 0; i < 100; i++) {
                assertThat(results.get(i).get()).isEqualTo(i * i);
            }
        }
    }

    @Test
    void poolWithoutThreads_startsNoneButItsLauncher_whateverItsWorkersDo() throws Exception {
        List<Thread> callers = new ArrayList<>();
        ProcessPool pool = ProcessPool.builder().processes(1).name("hosted").threads(false).output(WorkerOutput.DISCARD).build();
        try (pool) {
            pool.applyAsync(() -> 1).thenRun(() -> callers.add(Thread.currentThread()));
            pollUntil(pool, () -> callers.size() == 1);
            assertThat(threads()).containsExactly("carom-hosted-launcher");

            ApplyResult<Object> halted = pool.applyAsync(() -> {
                for (int i = 0; i < 10_000; i++) { // more than a pipe holds
                    System.out.println("line " + i);
                }
                Runtime.getRuntime().halt(3);
                return null;
            });
            pollUntil(pool, halted::isDone);
            assertThatThrownBy(halted::join).isInstanceOfSatisfying(WorkerLostException.class,
                    e -> assertThat(e.certificate().output()).endsWith("line 9999"));
            ApplyResult<Object> endless = pool.applyAsync(() -> {
                Process child = new ProcessBuilder("sleep", "3600").start();
                child.waitFor();
                return null;
            }, TaskOptions.defaults().timeout(Duration.ofMillis(200)));
            pollUntil(pool, endless::isDone);
            assertThatThrownBy(endless::join).isInstanceOf(TimeLimitExceededException.class);
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            assertThat(threads()).containsExactly("carom-hosted-launcher");
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("carom-hosted-")).toList();
    }

    @Test
    void blockingCalls_driveThePoolThemselves() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).threads(false).build()) {
            assertThat(pool.<Integer, RuntimeException>apply(() -> 7)).isEqualTo(7);
            assertThat(pool.map(x -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
            List<Integer> lazily = new ArrayList<>();
            pool.imap(x -> x * 2, List.of(1, 2, 3)).forEachRemaining(lazily::add);
            assertThat(lazily).containsExactly(2, 4, 6);
            List<Task<Integer, RuntimeException>> tasks = List.of(() -> 1, () -> 2);
            try (PoolExecutor executor = pool.executor()) {
                assertThat(executor.invokeAll(tasks)).allMatch(Future::isDone);
                int any = executor.invokeAny(tasks);
                assertThat(any).isBetween(1, 2);
            }
        }
    }

    @Test
    void poolThatHasEnded_wantsNothingMoreOfItsHost() throws Exception {
        ProcessPool pool = ProcessPool.builder().processes(1).threads(false).build();
        try (pool) {
            assertThat(pool.<Integer, RuntimeException>apply(() -> 7)).isEqualTo(7);
        }
        assertThat(pool.maintainPool()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void threadThatDrivesThePoolUntilAnExecutorHasEnded_seesThatAnotherOneShutItDown() throws Exception {
        for (Consumer<PoolExecutor> end : List.<Consumer<PoolExecutor>>of(PoolExecutor::shutdown, PoolExecutor::shutdownNow)) {
            try (ProcessPool pool = ProcessPool.builder().processes(1).threads(false).build()) {
                assertThat(pool.<Integer, RuntimeException>apply(() -> 7)).isEqualTo(7);
                pollUntil(pool, () -> pool.maintainPool().compareTo(Waits.LONG) > 0); // no deadline wakes the one that waits
                PoolExecutor executor = pool.executor();
                FutureTask<Boolean> waiting = new FutureTask<>(() -> executor.awaitTermination(1, TimeUnit.DAYS));
                Thread thread = new Thread(waiting);
                thread.setDaemon(true);
                thread.start();
                Waits.until("it drives", () -> isInSelect(thread));

                end.accept(executor);

                assertThat(waiting.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static boolean isInSelect(Thread thread) {
        return Stream.of(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("select"));
    }

    @Test
    @Timeout(180)
    void waitForASlot_drivesThePoolThatIsToFreeIt() throws Exception {
        Semaphore slots = new Semaphore(1);
        for (ProcessPoolBuilder builder : List.of(ProcessPool.builder(), ProcessPool.builder().slots(slots))) {
            try (ProcessPool pool = builder.processes(1).threads(false).putLocks(true).build()) {
                List<ApplyResult<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    results.add(pool.applyAsync(x -> x + 1, i));
                }
                assertThat(results.get(4).get()).isEqualTo(5);
                assertThat(pool.map(x -> x + 1, List.of(1, 2, 3, 4), 1)).containsExactly(2, 3, 4, 5);
            }
        }
        assertThat(slots.availablePermits()).isEqualTo(1);
    }

    @Test
    void sentinels_completeWhenTheirProcessesExit() throws Exception {
        Set<Long> up = new HashSet<>();
        ProcessPool pool = ProcessPool.builder().processes(2).threads(false).onProcessUp(up::add).build();
        pollUntil(pool, () -> up.size() == 2);
        var sentinels = pool.processSentinels();
        assertThat(sentinels).hasSize(2).noneMatch(sentinel -> sentinel.isDone());

        pool.shutdown();
        pollUntil(pool, () -> sentinels.stream().allMatch(sentinel -> sentinel.isDone()));
        pool.join();

        assertThat(pool.state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void hostsCallsOnAPoolWithThreads_areRefusedByName() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).name("own").build()) {
            assertThatThrownBy(() -> pool.poll(TURN)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("own").hasMessageContaining("threads(false)");
            assertThatThrownBy(pool::channels).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("threads(false)");
        }
        assertThatThrownBy(() -> ProcessPool.builder().hostWakeUp(() -> { }).build())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("hostWakeUp");
    }

    private static void pollUntil(ProcessPool pool, BooleanSupplier met) throws InterruptedException {
        long start = System.nanoTime();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("time waited for the pool").isLessThan(LIMIT);
            pool.poll(TURN);
        }
    }
}
