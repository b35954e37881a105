package dev.carom.tests.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.ProcessPoolBuilder.WhenFull;
import dev.carom.ResultIterator;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.error.PoolClosedException;
import dev.carom.error.QueueFullException;
import dev.carom.error.TaskEncodingException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a task ends with, its slot and its room in the queue come back, once. */
@Tag("any-jdk")
class EveryEndTest {
    private static final TaskOptions<Object> DEFAULTS = TaskOptions.defaults();

    /** For calls that block: the common pool has one thread alone on a machine of two processors. */
    private static final Executor OWN_THREAD = call -> new Thread(call).start();

    @TempDir
    Path directory;

    /** One slot, and room for one task. */
    private final Semaphore slots = new Semaphore(1);

    private ProcessPoolBuilder narrow() {
        return ProcessPool.builder().processes(1).slots(slots).putLocks(true).queueLimit(0).whenFull(WhenFull.REJECT)
                .output(WorkerOutput.DISCARD);
    }

    /** Both are there again, and no more than there were. */
    private void assertGivenBackOnce(ProcessPool pool, String end) throws IOException {
        Waits.until("the slot is back after " + end, () -> slots.availablePermits() == 1);
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            AtomicReference<ApplyResult<Integer>> next = new AtomicReference<>();
            Waits.until("the room is back after " + end, () -> submitted(pool, next, door));
            assertThat(slots.availablePermits()).as("slots taken after %s", end).isZero();
            assertThatThrownBy(() -> pool.applyAsync(() -> 2, DEFAULTS.waitForSlot(false)))
                    .as("room for two after %s", end).isInstanceOf(QueueFullException.class);
            gate.open();
            assertThat(next.get().join()).isEqualTo(1);
        }
        Waits.until("the slot is back again", () -> slots.availablePermits() == 1);
    }

    private static boolean submitted(ProcessPool pool, AtomicReference<ApplyResult<Integer>> next, Gate.Door door) {
        try {
            next.set(pool.applyAsync(() -> {
                door.pass();
                return 1;
            }));
            return true;
        } catch (QueueFullException e) {
            return false;
        }
    }

    @Test
    @Tag("B285")
    void endsThatTheWorkerSurvives() throws Exception {
        try (ProcessPool pool = narrow().build()) {
            pool.applyAsync(() -> 1).await();
            assertGivenBackOnce(pool, "a result");
            pool.applyAsync(() -> {
                throw new IllegalStateException("of the task");
            }).await();
            assertGivenBackOnce(pool, "an exception");
            pool.applyAsync(() -> new Thread("no value")).await();
            assertGivenBackOnce(pool, "a result that cannot be encoded");
            Thread unsendable = new Thread("no value");
            assertThatThrownBy(() -> pool.applyAsync(() -> unsendable.getName())).isInstanceOf(TaskEncodingException.class);
            assertGivenBackOnce(pool, "a task that cannot be encoded");
            List<Object> inputs = List.of(1, unsendable);
            assertThatThrownBy(() -> pool.map(x -> x, inputs, 2)).isInstanceOf(TaskEncodingException.class);
            assertGivenBackOnce(pool, "a map that cannot be encoded to its end");
            assertThatThrownBy(() -> pool.map(x -> x, inputs, 1)).isInstanceOf(QueueFullException.class);
            assertGivenBackOnce(pool, "a map that never fits");
            try (ResultIterator<Object> results = pool.imap(x -> x, inputs)) {
                assertThat(results.next()).isEqualTo(1);
                assertThatThrownBy(results::next).isInstanceOf(TaskEncodingException.class);
            }
            assertGivenBackOnce(pool, "an iteration to an input that cannot be encoded");
            pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(value -> {
                throw new IllegalStateException("of the callback");
            })).await();
            assertGivenBackOnce(pool, "a callback that throws");
            pool.applyAsync(EveryEndTest::forEver).discard();
            ProcessHandle.of(pool.workers().get(0).pid()).ifPresent(ProcessHandle::destroyForcibly);
            assertGivenBackOnce(pool, "a discard");
        }
    }

    @Test
    @Tag("B285")
    void endsThatCostTheWorker() throws Exception {
        try (ProcessPool pool = narrow().spares(1).build()) {
            pool.applyAsync(EveryEndTest::forEver, DEFAULTS.softTimeout(Duration.ofMillis(100))).await();
            assertGivenBackOnce(pool, "a soft limit");
            pool.applyAsync(EveryEndTest::forEver, DEFAULTS.timeout(Duration.ofMillis(100))).await();
            assertGivenBackOnce(pool, "a hard limit");
            ApplyResult<Object> running = pool.applyAsync(EveryEndTest::forEver);
            Waits.until("it runs", running::accepted);
            assertThat(running.cancel(true)).isTrue();
            assertGivenBackOnce(pool, "a cancel of what runs");
            ApplyResult<Object> terminated = pool.applyAsync(EveryEndTest::forEver);
            Waits.until("it runs", terminated::accepted);
            terminated.terminate();
            assertGivenBackOnce(pool, "a terminate");
            pool.applyAsync(EveryEndTest::halt).await();
            assertGivenBackOnce(pool, "a lost worker");
            pool.applyAsync(EveryEndTest::halt, DEFAULTS.maxDeliveries(2)).await();
            assertGivenBackOnce(pool, "a poison task");
        }
    }

    @Test
    @Tag("B285")
    void endsWithoutAStart() throws Exception {
        try (ProcessPool pool = narrow().synack(true).build()) {
            pool.applyAsync(() -> 1, DEFAULTS.acceptCallback(pid -> {
                throw new IllegalStateException("revoked");
            })).await();
            assertGivenBackOnce(pool, "a refused acceptance");
        }
        try (Gate gate = Gate.shut(directory);
                ProcessPool pool = ProcessPool.builder().processes(1).queueLimit(1).whenFull(WhenFull.REJECT).build()) {
            Gate.Door door = gate.door();
            ApplyResult<Integer> first = pool.applyAsync(() -> {
                door.pass();
                return 1;
            });
            Waits.until("it runs", first::accepted);
            ApplyResult<Integer> queued = pool.applyAsync(() -> 2, TaskOptions.<Integer>defaults().waitForSlot(true));
            assertThat(queued.cancel(false)).isTrue();
            AtomicReference<ApplyResult<Integer>> next = new AtomicReference<>();
            Waits.until("its room is back", () -> submitted(pool, next, door));
            assertThatThrownBy(() -> pool.applyAsync(() -> 3)).isInstanceOf(QueueFullException.class);
            gate.open();
        }
    }

    @Test
    @Tag("B285")
    void endOfThePool_givesBackASharedSlot_andWhoWaitsForItAtAnotherPoolHasIt() throws Exception {
        ProcessPool ending = narrow().build();
        try (ProcessPool other = narrow().build()) {
            ApplyResult<Object> endless = ending.applyAsync(EveryEndTest::forEver);
            CompletableFuture<ApplyResult<Integer>> waiting = CompletableFuture.supplyAsync(() -> other.applyAsync(() -> 7), OWN_THREAD);
            CompletableFuture<ApplyResult<Integer>> refused =
                    CompletableFuture.supplyAsync(() -> ending.applyAsync(() -> 8), OWN_THREAD);
            assertThat(waiting.isDone()).isFalse();
            ending.terminate();
            assertThat(waiting.get(60, TimeUnit.SECONDS).get()).isEqualTo(7);
            assertThatThrownBy(refused::join).hasCauseInstanceOf(PoolClosedException.class);
            assertThatThrownBy(endless::join).isInstanceOf(PoolClosedException.class);
            assertGivenBackOnce(other, "the end of the other pool");
        } finally {
            ending.close();
        }
        assertThat(slots.availablePermits()).isEqualTo(1);
    }

    private static Object halt() {
        Runtime.getRuntime().halt(1);
        return null;
    }

    private static Object forEver() {
        while (true) {
            LockSupport.park();
        }
    }
}
