package dev.carom.tests.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A pool without threads of its own, {@code threads(false)}: whoever hosts it drives it. */
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
    void poolWithoutThreads_hasNoThreadThatServesIo() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).name("hosted").threads(false).build()) {
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                    .doesNotContain("carom-hosted-io", "carom-hosted-callbacks");
        }
    }

    @Test
    void blockingCalls_driveThePoolThemselves() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).threads(false).build()) {
            assertThat(pool.<Integer, RuntimeException>apply(() -> 7)).isEqualTo(7);
            assertThat(pool.map(x -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
            List<Integer> lazily = new ArrayList<>();
            pool.imap(x -> x * 2, List.of(1, 2, 3)).forEachRemaining(lazily::add);
            assertThat(lazily).containsExactly(2, 4, 6);
        }
    }

    @Test
    void hostWithASelectorOfItsOwn_handsInTheChannelsThatAreReadable() throws Exception {
        Set<Long> up = new HashSet<>();
        try (ProcessPool pool = ProcessPool.builder().processes(2).threads(false).onProcessUp(up::add).build();
                Selector selector = Selector.open()) {
            pollUntil(pool, () -> up.size() == 2);
            for (SelectableChannel channel : pool.channels()) {
                channel.register(selector, SelectionKey.OP_READ);
            }
            assertThat(selector.keys()).hasSize(2);
            ApplyResult<Integer> result = pool.applyAsync(() -> 42);

            long start = System.nanoTime();
            while (!result.isDone() && System.nanoTime() - start < LIMIT) {
                selector.select(key -> pool.handleResultEvent(key.channel()), TURN.toMillis());
                pool.maintainPool();
            }

            assertThat(result.get()).isEqualTo(42);
        }
    }

    @Test
    void hardLimitAndDeath_areNoticedByPolling() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).threads(false).build()) {
            ApplyResult<Object> endless = pool.applyAsync(HostDrivenPoolTest::spin,
                    TaskOptions.defaults().timeout(Duration.ofMillis(200)));
            ApplyResult<Object> halted = pool.applyAsync(() -> {
                Runtime.getRuntime().halt(3);
                return null;
            });

            pollUntil(pool, () -> endless.isDone() && halted.isDone());

            assertThatThrownBy(endless::get).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeLimitExceededException.class);
            assertThatThrownBy(halted::get).hasCauseInstanceOf(WorkerLostException.class);
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
        }
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
    }

    private static Object spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void pollUntil(ProcessPool pool, BooleanSupplier met) throws InterruptedException {
        long start = System.nanoTime();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("time waited for the pool").isLessThan(LIMIT);
            pool.poll(TURN);
        }
    }
}
