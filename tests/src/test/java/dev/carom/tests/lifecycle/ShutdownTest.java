package dev.carom.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.error.PoolClosedException;
import dev.carom.error.ResultEncodingException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** shutdown(), join() and close(): what was taken is done, nothing more is taken, and then nothing is left. */
@Tag("any-jdk")
@ParameterizedClass
@EnumSource(Mode.class)
class ShutdownTest {
    @Parameter
    Mode mode;

    @TempDir
    Path directory;

    @Test
    @Tag("B174")
    void closedPool_refusesEachKindOfTask() {
        ProcessPool pool = pool(1);
        pool.close();

        assertRefused(() -> pool.apply(() -> 1));
        assertRefused(() -> pool.applyAsync(() -> 1));
        assertRefused(() -> pool.map(x -> x, List.of(1)));
        assertRefused(() -> pool.mapAsync(x -> x, List.of(1)));
        assertRefused(() -> pool.imap(x -> x, List.of(1)));
        assertRefused(() -> pool.imapUnordered(x -> x, List.of(1)));
        assertRefused(() -> pool.grow(1));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(PoolClosedException.class)
                .hasMessageContaining("pool")
                .hasMessageContaining("TERMINATED");
    }

    @Test
    void closedPool_hasNoThreadLeft() throws Exception {
        List<Consumer<ProcessPool>> ends = List.of(
                pool -> {}, pool -> pool.runAsync(() -> Thread.sleep(1_000_000)).cancel(true), ProcessPool::terminate);
        for (Consumer<ProcessPool> end : ends) {
            try (ProcessPool pool = mode.start(ProcessPool.builder().processes(2).name("closed"))) {
                pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(result -> {})).get();
                end.accept(pool);
            }
            assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("carom-closed-"));
        }
    }

    @Test
    @Tag("B175")
    @Tag("B179")
    @Tag("B182")
    void shutdown_finishesWhatWasTaken_andRefusesTheRest() throws Exception {
        Marks marks = Marks.in(directory);
        ProcessPool pool = pool(2);
        List<ProcessHandle> workers = pool.processHandles();
        List<ApplyResult<Integer>> results;
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            results = IntStream.range(0, 20).mapToObj(i -> pool.applyAsync(() -> {
                door.pass();
                marks.leave(i);
                return i;
            })).toList();

            pool.shutdown();

            assertThatThrownBy(() -> pool.applyAsync(() -> 1)).isExactlyInstanceOf(PoolClosedException.class);
            assertThat(pool.state()).isEqualTo(PoolState.SHUTDOWN);
            assertThat(results).noneMatch(ApplyResult::isDone);
        }
        pool.join();

        assertThat(results).allMatch(ApplyResult::isDone).allMatch(ApplyResult::successful);
        assertThat(marks.count()).isEqualTo(20);
        assertThat(workers).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(pool.workers()).isEmpty();
        assertThat(pool.state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    @Tag("B177")
    @Tag("B123")
    void resultsAndCallbacks_areThereWhenJoinReturns() throws Exception {
        AtomicInteger called = new AtomicInteger();
        List<ApplyResult<Integer>> results = new ArrayList<>();
        ProcessPool pool = pool(2);
        for (int i = 0; i < 2000; i++) {
            int value = i;
            results.add(pool.applyAsync(
                    () -> value, TaskOptions.<Integer>defaults().callback(x -> called.incrementAndGet())));
        }
        pool.shutdown();
        pool.join();

        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get()).isEqualTo(i);
        }
        assertThat(called).hasValue(2000);
    }

    @Test
    @Tag("B178")
    void joinOfAnOpenPool_isAnError() {
        try (ProcessPool pool = pool(1)) {
            assertThatThrownBy(pool::join)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("join() without shutdown() or terminate()");
        }
    }

    @Test
    @Tag("B178")
    void joinThatTimesOut_saysWhatIsStillThere_andCanBeTriedAgain() throws Exception {
        ProcessPool pool = pool(1);
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            pool.applyAsync(() -> pass(door, 0));
            pool.shutdown();

            assertThatThrownBy(() -> pool.join(Duration.ofMillis(20)))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessageContaining("did not end within 20 ms")
                    .hasMessageContaining("1 task has no outcome, 1 worker is alive");
        }
        pool.join(Waits.LONG);
    }

    @Test
    @Tag("B178")
    void joinWithATimeout_isNotHeldUpByACallback() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ProcessPool pool = Mode.OWN_THREADS.start(1); // elsewhere the thread that joins may be in that callback
        pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(x -> awaitQuietly(release)));
        pool.shutdown();

        assertThatThrownBy(() -> pool.join(Duration.ofSeconds(1))).isExactlyInstanceOf(TimeoutException.class);
        release.countDown();
        pool.join();
    }

    @Test
    @Tag("B180")
    void tryWithResources_finishesAndWaits() throws Exception {
        ApplyResult<Integer> result;
        ProcessPool used;
        try (ProcessPool pool = pool(1)) {
            used = pool;
            result = pool.applyAsync(() -> 5);
        }

        assertThat(result.isDone()).isTrue();
        assertThat(result.get()).isEqualTo(5);
        assertThat(used.state()).isEqualTo(PoolState.TERMINATED);
        used.close();
        used.join(Duration.ofSeconds(Long.MAX_VALUE));
    }

    @Test
    @Tag("B181")
    void whatWaits_canBeCancelledBeforeTheShutdown_andWhatRunsGoesOn() throws Exception {
        ProcessPool pool = pool(2);
        List<ApplyResult<Integer>> results;
        int cancelled = 0;
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            results = IntStream.range(0, 50).mapToObj(i -> pool.applyAsync(() -> pass(door, i))).toList();
            Waits.until("two run", () -> results.stream().filter(ApplyResult::accepted).count() == 2);
            for (ApplyResult<Integer> result : results) {
                cancelled += result.cancel(false) ? 1 : 0;
            }
            pool.shutdown();
        }
        pool.join();

        assertThat(cancelled).isBetween(21, 48);
        assertThat(results).allMatch(ApplyResult::isDone);
        assertThat(results.stream().filter(ApplyResult::isCancelled)).hasSize(cancelled);
        assertThat(results.stream().filter(result -> !result.isCancelled())).allMatch(ApplyResult::successful);
    }

    @Test
    @Tag("B187")
    void workerThatIsKilledWhileThePoolCloses_doesNotHoldItUp() throws Exception {
        ProcessPool pool = pool(2);
        ApplyResult<Integer> killed;
        ApplyResult<Integer> other;
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            killed = pool.applyAsync(() -> pass(door, 1));
            other = pool.applyAsync(() -> pass(door, 2));
            Waits.until("both run", () -> killed.accepted() && other.accepted());
            CompletableFuture<Void> closing = CompletableFuture.runAsync(pool::close);
            Waits.until("shut down", () -> pool.state() == PoolState.SHUTDOWN);

            ProcessHandle.of(killed.workerPid().orElseThrow()).orElseThrow().destroyForcibly();
            Waits.until("the loss is known", killed::isDone);
            gate.open();
            closing.get(60, TimeUnit.SECONDS);
        }

        assertThat(catchThrowableOfType(WorkerLostException.class, killed::join)).hasMessageContaining("SIGKILL");
        assertThat(other.get()).isEqualTo(2);
    }

    @Test
    @Tag("B118")
    void taskThatCrashesWhileThePoolCloses_failsAlone() throws Exception {
        ProcessPool pool = pool(1);
        ApplyResult<Integer> crash;
        ApplyResult<Integer> next;
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            crash = pool.applyAsync(() -> {
                door.pass();
                Runtime.getRuntime().halt(9);
                return 0;
            });
            next = pool.applyAsync(() -> 2);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(pool::close);
            Waits.until("shut down", () -> pool.state() == PoolState.SHUTDOWN);
            gate.open();
            closing.get(60, TimeUnit.SECONDS);
        }

        assertThat(catchThrowableOfType(WorkerLostException.class, crash::join)).hasMessageContaining("exit code 9");
        assertThat(next.get()).isEqualTo(2);
    }

    @Test
    @Tag("B119")
    void resultThatCannotBeEncoded_afterShutdown_endsTheTask() throws Exception {
        ProcessPool pool = pool(1);
        ApplyResult<Object> result;
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            result = pool.applyAsync(() -> {
                door.pass();
                return new Object();
            });
            pool.shutdown();
        }
        pool.join();

        assertThat(catchThrowableOfType(ResultEncodingException.class, result::join)).isNotNull();
    }

    @Test
    @Tag("B093")
    void resultThatIsEncodedSlowly_isDeliveredAtShutdown() throws Exception {
        ProcessPool pool = pool(1);
        ApplyResult<Slow> result;
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            result = pool.applyAsync(() -> new Slow(door));
            Waits.until("it runs", result::accepted);
            pool.shutdown();
        }
        pool.join();

        assertThat(result.get().passed).isTrue();
    }

    /** Waits at the door while it is encoded. */
    static final class Slow implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient Gate.Door door;
        private boolean passed;

        Slow(Gate.Door door) {
            this.door = door;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            door.pass();
            passed = true;
            out.defaultWriteObject();
        }
    }

    @Test
    @Tag("B125")
    void submittingWhileAnotherThreadCloses_isTakenAndDone_orRefused() throws Exception {
        for (int round = 0; round < 3; round++) {
            ProcessPool pool = pool(2);
            List<ApplyResult<Integer>> taken = new ArrayList<>();
            CompletableFuture<Void> closing = null;
            Throwable refusal = null;
            for (int i = 0; refusal == null; i++) {
                if (i == 500) {
                    closing = CompletableFuture.runAsync(pool::close);
                }
                refusal = catchThrowableOfType(PoolClosedException.class, () -> taken.add(pool.applyAsync(() -> 1)));
                if (i >= 500) {
                    taken.get(i - 250).await(); // so that no more pile up than the close has to wait for
                }
            }
            closing.get(60, TimeUnit.SECONDS);

            assertThat(taken).hasSizeGreaterThanOrEqualTo(500).allMatch(ApplyResult::isDone);
            for (ApplyResult<Integer> result : taken.subList(0, 500)) {
                assertThat(result.get()).isEqualTo(1);
            }
        }
    }

    @Test
    @Tag("B191")
    void state_saysWhetherTasksAreTaken() throws Exception {
        ProcessPool pool = pool(1);
        assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
        assertThat(pool.apply(() -> 1)).isEqualTo(1);
        assertThat(pool.state().takesWork()).isTrue();

        pool.shutdown();

        assertThat(pool.state().takesWork()).isFalse();
        pool.join();
        assertThat(pool.state().takesWork()).isFalse();
    }

    private static int pass(Gate.Door door, int result) throws IOException {
        door.pass();
        return result;
    }

    private ProcessPool pool(int processes) {
        return mode.ready(ProcessPool.builder().processes(processes).output(WorkerOutput.DISCARD));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
