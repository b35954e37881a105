package dev.carom.tests.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.PoolListener;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.WorkerState;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Waits;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that waits with a selector and timers of its own, and never calls {@code poll}. */
@Tag("any-jdk")
class SelectorHostTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void host_servesThePoolFromItsStartToItsEnd() throws Exception {
        try (SelectorHost host = SelectorHost.of(ProcessPool.builder().processes(2))) {
            ProcessPool pool = host.pool();
            List<Thread> callers = new ArrayList<>();
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                results.add(pool.applyAsync(x -> x + 1, i));
                results.get(i).thenRun(() -> callers.add(Thread.currentThread()));
            }
            ApplyResult<Integer> large = pool.applyAsync(bytes -> bytes.length, new byte[8 << 20]);
            host.runUntil(() -> callers.size() == 50 && large.isDone());
            assertThat(callers).containsOnly(Thread.currentThread());
            assertThat(results.get(49).get()).isEqualTo(50);
            assertThat(large.get()).isEqualTo(8 << 20);

            ApplyResult<Object> endless = pool.applyAsync(SelectorHostTest::spin,
                    TaskOptions.defaults().timeout(Duration.ofMillis(200)));
            ApplyResult<Object> halted = pool.applyAsync(() -> {
                Runtime.getRuntime().halt(3);
                return null;
            });
            host.runUntil(() -> endless.isDone() && halted.isDone());
            assertThatThrownBy(endless::join).isInstanceOf(TimeLimitExceededException.class);
            assertThatThrownBy(halted::join).isInstanceOf(WorkerLostException.class);

            ApplyResult<Integer> last = pool.applyAsync(() -> 7);
            pool.shutdown();
            host.runUntil(() -> pool.state() == PoolState.TERMINATED);
            assertThat(last.get()).isEqualTo(7);
            pool.join();
            assertThat(pool.channels()).isEmpty();
        }
    }

    @Test
    @Tag("B237")
    void select_returnsExactlyWhatIsReady_andTheEndOfAChannelIs() throws Exception {
        Pipe pipe = Pipe.open();
        try (SelectorHost host = SelectorHost.of(ProcessPool.builder().processes(2).spares(0));
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink();
                Gate gate = Gate.shut(directory)) {
            ProcessPool pool = host.pool();
            host.runUntil(() -> pool.workers().stream().allMatch(worker -> worker.state() == WorkerState.IDLE));
            source.configureBlocking(false);
            source.register(host.selector(), SelectionKey.OP_READ);
            host.turn(NONE);
            assertThat(host.turn(NONE)).as("nothing is ready").isEmpty();

            sink.write(ByteBuffer.allocate(1));
            assertThat(host.turnUntilReady()).containsExactly(source);
            source.read(ByteBuffer.allocate(1));

            Gate.Door door = gate.door();
            ApplyResult<Object> halted = pool.applyAsync(() -> {
                door.pass();
                Runtime.getRuntime().halt(3);
                return null;
            });
            host.runUntil(halted::accepted);
            List<SelectableChannel> before = pool.channels();
            gate.open();
            Set<SelectableChannel> ready = host.runUntil(halted::isDone);
            Waits.until("its channel is closed", () -> before.stream().filter(channel -> !channel.isOpen()).count() == 1);
            // None where the pool saw the end of the process first, and called the host for that.
            assertThat(ready).hasSizeLessThanOrEqualTo(1).noneMatch(SelectableChannel::isOpen);
        }
    }

    /** A host as the seed has them: it is told of limits, and watches processes, so that it need not come for nothing. */
    @Test
    @Tag("B131")
    void timersAndSentinels_areEnoughToKeepThePool() throws Exception {
        Map<ApplyResult<?>, Long> timers = new HashMap<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onTimeoutSet(ApplyResult<?> job, @Nullable Duration soft, @Nullable Duration hard) {
                timers.put(job, System.nanoTime() + hard.toNanos());
            }

            @Override
            public void onTimeoutCancel(ApplyResult<?> job) {
                timers.remove(job);
            }
        };
        try (Selector selector = Selector.open();
                ProcessPool pool = ProcessPool.builder().processes(1).spares(0).stackWait(NONE).listener(listener)
                        .threads(false).build()) {
            while (pool.workers().stream().anyMatch(worker -> worker.state() == WorkerState.STARTING)) {
                pool.poll(LONG);
            }
            pool.channels().get(0).register(selector, SelectionKey.OP_READ);
            pool.processSentinels().forEach(sentinel -> sentinel.thenRun(selector::wakeup));
            ApplyResult<Object> endless = pool.applyAsync(SelectorHostTest::spin,
                    TaskOptions.defaults().timeout(Duration.ofMillis(300)));
            selector.select(key -> pool.handleResultEvent(key.channel()), LONG.toMillis());
            assertThat(timers).containsOnlyKeys(endless);

            long wait = timers.get(endless) - System.nanoTime();
            selector.select(key -> pool.handleResultEvent(key.channel()), Math.max(1, wait / 1_000_000 + 1));
            pool.maintainPool();
            assertThat(endless.isDone()).isTrue();
            assertThatThrownBy(endless::join).isInstanceOf(TimeLimitExceededException.class);
            assertThat(timers).isEmpty();
        }
    }

    @Test
    @Tag("B194")
    void heartbeats_goOn_whileThePoolShutsDownWithALongTask() throws Exception {
        try (SelectorHost host = SelectorHost.of(ProcessPool.builder().processes(1)); Gate gate = Gate.shut(directory)) {
            ProcessPool pool = host.pool();
            Gate.Door door = gate.door();
            ApplyResult<Integer> running = pool.applyAsync(() -> {
                door.pass();
                return 1;
            });
            host.runUntil(running::accepted);
            pool.shutdown();
            pool.maintainPool();

            for (int beat = 0; beat < 20; beat++) {
                host.turn(Duration.ofMillis(10)); // comes back, though nothing happens
                pool.maintainPool();
            }
            assertThat(pool.state()).isEqualTo(PoolState.SHUTDOWN);
            gate.open();
            host.runUntil(() -> pool.state() == PoolState.TERMINATED);
            assertThat(running.get()).isEqualTo(1);
        }
    }

    private static Object spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
