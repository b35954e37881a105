package dev.carom.tests.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.PoolExecutor;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.ProcessPoolBuilder.WhenFull;
import dev.carom.TaskOptions;
import dev.carom.error.PoolClosedException;
import dev.carom.error.QueueFullException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue with an end: what becomes of tasks beyond it. */
@Tag("any-jdk")
class QueueLimitTest {
    /** For calls that block: the common pool has one thread alone on a machine of two processors. */
    private static final Executor OWN_THREAD = call -> new Thread(call).start();

    @TempDir
    Path directory;

    private static ProcessPoolBuilder limited(int tasks, WhenFull whenFull) {
        return ProcessPool.builder().processes(1).queueLimit(tasks).whenFull(whenFull);
    }

    private static ApplyResult<Integer> held(ProcessPool pool, Gate gate) {
        Gate.Door door = gate.door();
        return pool.applyAsync(() -> {
            door.pass();
            return 1;
        });
    }

    @Test
    void rejectingPool_takesWhatItHasRoomFor_andSaysWhyNotTheRest() throws Exception {
        try (ProcessPool pool = limited(2, WhenFull.REJECT).name("narrow").build(); Gate gate = Gate.shut(directory)) {
            List<ApplyResult<Integer>> taken = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                taken.add(held(pool, gate));
            }
            QueueFullException refusal = catchThrowableOfType(QueueFullException.class, () -> pool.applyAsync(() -> 4));
            assertThat(refusal).hasMessageContaining("narrow").hasMessageContaining("queueLimit is 2");
            assertThat(refusal.retryIsSafe()).isTrue();
            assertThatThrownBy(() -> pool.apply(() -> 4)).isInstanceOf(QueueFullException.class);
            assertThatThrownBy(() -> pool.mapAsync(x -> x, List.of(1, 2))).isInstanceOf(QueueFullException.class);

            pool.grow(1);
            taken.add(held(pool, gate));
            assertThatThrownBy(() -> pool.applyAsync(() -> 5)).isInstanceOf(QueueFullException.class);
            gate.open();
            for (ApplyResult<Integer> result : taken) {
                assertThat(result.get()).isEqualTo(1);
            }
            // A map whose chunks cannot fit is refused as a whole; without a chunkSize it has as many as do. An iterator makes do
            // with the room that there is.
            assertThatThrownBy(() -> pool.map(x -> x, upTo(10), 1)).isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("a map of 10 chunks never fits");
            assertThat(pool.map(x -> x, upTo(10))).isEqualTo(upTo(10));
            Waits.until("it leaves nothing behind", () -> pool.statistics().tasks().unfinished() == 0);
            List<Integer> results = new ArrayList<>();
            pool.imap(x -> x, upTo(100)).forEachRemaining(results::add);
            assertThat(results).isEqualTo(upTo(100));
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void blockingPool_letsSubmittersWait_andItsEndWakesThem(Mode mode) throws Exception {
        ProcessPool pool = mode.start(limited(0, WhenFull.BLOCK));
        try (Gate gate = Gate.shut(directory)) {
            ApplyResult<Integer> first = held(pool, gate);
            CompletableFuture<ApplyResult<Integer>> second = CompletableFuture.supplyAsync(() -> held(pool, gate), OWN_THREAD);
            assertThat(first.isDone()).isFalse();
            assertThat(second.isDone()).isFalse();
            gate.open();
            assertThat(second.get(60, TimeUnit.SECONDS).get()).isEqualTo(1);
            assertThat(first.get()).isEqualTo(1);
            assertThat(pool.map(x -> x + 1, upTo(20), 1)).hasSize(20);
            List<Integer> results = new ArrayList<>();
            pool.imap(x -> x, upTo(20)).forEachRemaining(results::add);
            assertThat(results).isEqualTo(upTo(20));
        }
        try (Gate gate = Gate.shut(directory)) {
            ApplyResult<Integer> running = held(pool, gate);
            List<CompletableFuture<ApplyResult<Integer>>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(CompletableFuture.supplyAsync(() -> held(pool, gate), OWN_THREAD));
            }
            pool.shutdown();
            for (CompletableFuture<ApplyResult<Integer>> one : waiting) {
                assertThatThrownBy(one::join).isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(PoolClosedException.class);
            }
            gate.open();
            assertThat(running.get()).isEqualTo(1);
        } finally {
            pool.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void callerWaits_untilItsOwnTaskHasEnded(Mode mode) throws Exception {
        try (ProcessPool pool = mode.start(limited(0, WhenFull.CALLER_WAITS)); Gate gate = Gate.shut(directory)) {
            ApplyResult<Integer> first = held(pool, gate);
            CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> held(pool, gate).isDone(), OWN_THREAD);
            Waits.until("both are taken", () -> pool.statistics().tasks().unfinished() == 2);
            assertThat(second.isDone()).isFalse();
            gate.open();
            assertThat(second.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(first.get()).isEqualTo(1);
            assertThat(pool.map(x -> x + 1, upTo(10), 1)).hasSize(10);
        }
    }

    /** It is found while its submitter waits. */
    @Test
    void executorThatStops_cancelsTheTaskOfACallerThatWaits() throws Exception {
        try (ProcessPool pool = limited(0, WhenFull.CALLER_WAITS).build(); Gate gate = Gate.shut(directory)) {
            ApplyResult<Integer> first = held(pool, gate);
            PoolExecutor executor = pool.executor();
            CompletableFuture<ApplyResult<Integer>> second = new CompletableFuture<>();
            Thread caller = new Thread(() -> second.complete(executor.submit(() -> 2)));
            caller.start();
            Waits.until("both are taken", () -> pool.statistics().tasks().unfinished() == 2);
            Waits.until("it waits", () -> Mode.OWN_THREADS.waits(caller));

            assertThat(executor.shutdownNow()).hasSize(1);

            assertThat(second.get(60, TimeUnit.SECONDS).isCancelled()).isTrue();
            assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            gate.open();
            assertThat(first.get()).isEqualTo(1);
            caller.join();
        }
    }

    @Test
    void callback_neverWaits() throws Exception {
        try (ProcessPool pool = limited(0, WhenFull.BLOCK).build(); Gate gate = Gate.shut(directory)) {
            CompletableFuture<ApplyResult<Integer>> followers = new CompletableFuture<>();
            pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(value -> {
                held(pool, gate);
                followers.complete(pool.applyAsync(() -> 2));
            }));
            ApplyResult<Integer> last = followers.get(60, TimeUnit.SECONDS);
            gate.open();
            assertThat(last.get()).isEqualTo(2);
        }
    }

    @Test
    void bytes_areLimitedToo_andATaskLargerThanThatHasThemToItself() throws Exception {
        byte[] large = new byte[600_000];
        byte[] huge = new byte[3_000_000];
        try (ProcessPool pool = ProcessPool.builder().processes(1).queueBytes(1_000_000).whenFull(WhenFull.REJECT).build();
                Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ApplyResult<Integer> first = pool.applyAsync(bytes -> {
                door.pass();
                return bytes.length;
            }, large);
            assertThatThrownBy(() -> pool.applyAsync(bytes -> bytes.length, large)).isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("queueBytes is 1000000");
            ApplyResult<Integer> small = pool.applyAsync(() -> 1);
            gate.open();
            assertThat(first.get()).isEqualTo(large.length);
            assertThat(small.get()).isEqualTo(1);
            assertThat(pool.<byte[], Integer, RuntimeException>apply(bytes -> bytes.length, huge)).isEqualTo(huge.length);
        }
    }

    @Test
    void policyWithoutALimit_isRefused() {
        assertThatThrownBy(() -> ProcessPool.builder().whenFull(WhenFull.REJECT).build())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("queueLimit");
        assertThatThrownBy(() -> ProcessPool.builder().queueLimit(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProcessPool.builder().queueBytes(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }
}
