package dev.carom.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerInfo;
import dev.carom.error.TaskDecodingException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.faults.Expectation.Ending;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** One fault at one point of a pool that has one worker: what became of the task, and how the pool went on. */
final class Cell {
    /** Of tasks that are to run into it, once they have come to the fault. */
    private static final Duration HARD_LIMIT = Duration.ofSeconds(2);
    /** Where a machine is so busy that a task does not come to the fault before that. */
    private static final Duration LENIENT_LIMIT = Duration.ofSeconds(30);
    /** More than a socket takes at once, so that a frame is really under way when a fault strikes in its middle. */
    static final int LOAD = 300_000;

    final Point point;
    final Fault fault;
    private final CompletableFuture<Duration> played = new CompletableFuture<>();

    Cell(Point point, Fault fault) {
        this.point = point;
        this.fault = fault;
    }

    /** Whether the start time-out ends it: there is no watchdog yet that would. */
    boolean hangsAtStart() {
        return point.phase == Point.Phase.STARTING && (fault.hangs() || fault == Fault.EXIT_WITH_BLOCKED_HOOK);
    }

    /** Plays it, once; how that went is what {@link #verify} says. */
    void play(ProcessPool pool, Orders orders) {
        try {
            place(orders);
            if (point.isArrival()) {
                pool.restart();
            }
            Ending ending = strike(pool, HARD_LIMIT);
            if (ending == Ending.TIMED_OUT && isAhead(pool, orders)) {
                place(orders);
                ending = strike(pool, LENIENT_LIMIT);
            }
            assertThat(Expectation.of(point, fault).endings()).as("how the task may end").contains(ending);
            Duration served = serveClean(pool);
            awaitRest(pool, orders);
            checkMarks(orders);
            played.complete(served);
        } catch (Throwable failure) {
            played.completeExceptionally(failure);
        }
    }

    /** Waits until it was played and throws what was wrong; how long the pool took to serve a clean task after the fault. */
    Duration verify() throws Throwable {
        try {
            return played.get(10, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    void neverPlayed(Throwable why) {
        played.completeExceptionally(why);
    }

    private void place(Orders orders) throws IOException {
        orders.clear();
        orders.place(point, fault);
    }

    /** Whether the limit has killed the worker before the fault struck: then nothing was played yet. */
    private boolean isAhead(ProcessPool pool, Orders orders) throws IOException {
        Waits.until("the worker over its limit is gone", () -> isAlone(pool));
        return orders.victim() < 0;
    }

    /** How a task ends that comes by the point; it has this limit if the fault is to let it run into one. */
    private Ending strike(ProcessPool pool, Duration limit) throws Exception {
        byte[] load = new byte[LOAD];
        Arrays.fill(load, (byte) fault.ordinal());
        TaskOptions<byte[]> options = TaskOptions.defaults();
        if (Expectation.of(point, fault).endings().contains(Ending.TIMED_OUT)) {
            options = options.timeout(limit);
        }
        ApplyResult<byte[]> result = pool.applyAsync(task(fault.name(), new Tripwire(load)), options);
        return ending(result, load);
    }

    static Task<byte[], RuntimeException> task(String name, Tripwire tripwire) {
        return () -> {
            Orders.ofThisWorker().mark(name);
            Saboteur.at(Point.IN_USER_CODE);
            return tripwire.load();
        };
    }

    private Ending ending(ApplyResult<byte[]> result, byte[] load) throws Exception {
        try {
            assertThat(result.get(Waits.LONG)).isEqualTo(load);
            return Ending.RESULT;
        } catch (ExecutionException e) {
            return ending(e.getCause());
        }
    }

    private Ending ending(Throwable cause) {
        if (cause instanceof WorkerLostException lost) {
            assertThat(fault.causes).as(lost.getMessage()).contains(lost.certificate().cause());
            return Ending.LOST;
        } else if (cause instanceof TimeLimitExceededException late) {
            assertThat(late.elapsed()).isGreaterThanOrEqualTo(HARD_LIMIT);
            return Ending.TIMED_OUT;
        } else if (cause instanceof TaskDecodingException undecodable) {
            assertThat(undecodable).hasCauseInstanceOf(StackOverflowError.class);
            return Ending.UNDECODABLE;
        } else if (cause instanceof StackOverflowError) {
            return Ending.FAILED;
        }
        throw new AssertionError("no guarantee names this end: " + cause, cause);
    }

    private Duration serveClean(ProcessPool pool) throws Exception {
        // It may have been sent to the worker that writes garbage before that was read: then nobody knows whether it ran.
        int deliveries = fault == Fault.GARBAGE_ON_SOCKET ? 2 : 1;
        TaskOptions<Integer> options = TaskOptions.<Integer>defaults().maxDeliveries(deliveries);
        long start = System.nanoTime();
        assertThat(pool.<Integer>applyAsync(() -> 42, options).get(Waits.LONG)).isEqualTo(42);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The victim is gone, and the pool is as it was. */
    private void awaitRest(ProcessPool pool, Orders orders) throws IOException {
        Waits.until("the fault strikes", () -> orders.victim() > 0);
        long victim = orders.victim();
        if (!survives()) {
            Waits.until("the struck worker is gone",
                    () -> ProcessHandle.of(victim).filter(ProcessHandle::isAlive).isEmpty());
        }
        Waits.until("one worker serves, and no other is left", () -> isAlone(pool));
    }

    private static boolean isAlone(ProcessPool pool) {
        List<WorkerInfo> workers = pool.workers();
        return workers.size() == 1 && workers.get(0).exit() == null;
    }

    private boolean survives() {
        boolean goesOn = fault.kind == Fault.Kind.RESUMES || fault.kind == Fault.Kind.THROWS && point.isUserCode();
        return goesOn && !point.isDeparture();
    }

    private void checkMarks(Orders orders) throws IOException {
        Expectation expected = Expectation.of(point, fault);
        assertThat(orders.marks(fault.name())).as("how often the task's code began")
                .isBetween((long) expected.least(), (long) expected.most());
    }

    @Override
    public String toString() {
        return fault + " " + point;
    }
}
