package dev.carom.tests.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.PoolExecutor;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.ProcessPoolBuilder.WhenFull;
import dev.carom.Task;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code invokeAll} and {@code invokeAny} where the pool has no room: their time counts from the call. */
@Tag("any-jdk")
@Timeout(120)
class ExecutorQueueTest {
    @TempDir
    Path directory;

    /** Each way in which a pool that has one task holds up who submits the next. */
    private enum Full {
        NO_ROOM,
        CALLER_WAITS,
        NO_SLOT;

        private ProcessPool start(Mode mode) {
            ProcessPoolBuilder builder = ProcessPool.builder().processes(1);
            return mode.start(switch (this) {
                case NO_ROOM -> builder.queueLimit(0).whenFull(WhenFull.BLOCK);
                case CALLER_WAITS -> builder.queueLimit(0).whenFull(WhenFull.CALLER_WAITS);
                case NO_SLOT -> builder.putLocks(true);
            });
        }
    }

    static Stream<Arguments> all() {
        return Stream.of(Mode.values()).flatMap(mode -> Stream.of(Full.values()).map(full -> Arguments.of(mode, full)));
    }

    private static Task<Integer, IOException> held(Gate gate) {
        Gate.Door door = gate.door();
        return () -> {
            door.pass();
            return 1;
        };
    }

    @ParameterizedTest
    @MethodSource("all")
    void timeOut_endsTheWaitToSubmit_andAllIsCancelled(Mode mode, Full full) throws Exception {
        try (ProcessPool pool = full.start(mode); Gate gate = Gate.shut(directory)) {
            ApplyResult<Integer> first = pool.applyAsync(held(gate));
            PoolExecutor executor = pool.executor();
            List<Task<Integer, ?>> tasks = List.of(() -> 2, () -> 3);
            List<Future<Integer>> late = executor.invokeAll(tasks, 50, TimeUnit.MILLISECONDS);
            assertThat(late).hasSize(2).allMatch(Future::isCancelled);
            assertThatThrownBy(() -> executor.invokeAny(tasks, 50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            executor.shutdown();
            assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).as("nothing was left").isTrue();
            assertThat(first.isDone()).isFalse();
            gate.open();
            assertThat(first.get()).isEqualTo(1);
            Waits.until("nothing waits", () -> pool.statistics().tasks().unfinished() == 0);
            assertThat(pool.executor().invokeAll(tasks, 60, TimeUnit.SECONDS)).noneMatch(Future::isCancelled);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void interruptWhileItSubmits_comesAsSuch_andCancelsWhatWasSubmitted(Mode mode, Full full) throws Exception {
        try (ProcessPool pool = full.start(mode); Gate gate = Gate.shut(directory)) {
            PoolExecutor executor = pool.executor();
            List<Task<Integer, ?>> tasks = List.of(held(gate), held(gate), held(gate));
            assertInterrupted(mode, pool, () -> executor.invokeAll(tasks));
            assertInterrupted(mode, pool, () -> executor.invokeAny(tasks));
            executor.shutdown();
            assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).as("nothing was left").isTrue();
        }
    }

    private interface Call {
        Object run() throws InterruptedException, ExecutionException;
    }

    private static void assertInterrupted(Mode mode, ProcessPool pool, Call call) throws InterruptedException {
        FutureTask<Object> calling = new FutureTask<>(call::run);
        Thread thread = new Thread(calling);
        thread.start();
        Waits.until("it waits", () -> pool.statistics().tasks().unfinished() > 0 && mode.waits(thread));
        thread.interrupt();
        assertThatThrownBy(() -> calling.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        Waits.until("what it submitted is over", () -> pool.statistics().tasks().unfinished() == 0);
    }
}
