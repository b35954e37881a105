package dev.carom.internal.runtime;

import dev.carom.PoolState;
import dev.carom.PoolStatistics;
import dev.carom.WorkerInfo;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.Breakage;
import dev.carom.internal.engine.EngineConfig;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.PoolEngine;
import dev.carom.internal.flight.Flight;
import dev.carom.internal.results.Source;
import dev.carom.internal.text.CountText;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The one door to the engine. Whichever thread has an event enters it here, under the one lock; what the engine answers is
 * put into the queues of its targets under that lock, and carried out after it is released.
 *
 * <p>Nothing blocks under the lock: no I/O, no process is started, no user code runs.
 */
final class EngineGate {
    /** Submitters leave so many tasks to the thread that serves deadlines; beyond that they are held up by the lock. */
    private static final int MOST_LEFT = 512;

    /** Where what the engine decides goes. */
    interface Targets {
        /** The way to a worker that will be ordered to start. Called under the lock; starts nothing. */
        Link link(int worker, boolean spare);

        /** Something for callers. Called without the lock, one at a time, in the order of the engine. */
        void forCallers(Action action);

        /** There was something for callers, and they have it. Called without the lock. */
        void callersTold();

        /** A deadline is earlier than the thread that waits for it knows. Called without the lock. */
        void deadlineMoved();

        /**
         * Callers could not be told of this: whoever waits for it must not wait for ever. In place of {@link #forCallers},
         * which threw this.
         */
        void untold(Action action, Throwable bug);

        /** Something that had to be done threw this, and the rest was done. Called without the lock. */
        void failed(Throwable bug);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final PoolEngine engine;
    private final Targets targets;
    private final long origin = System.nanoTime();

    private final Decisions decisions;

    /** Tasks that have not been entered: added by anyone, taken under the lock. */
    private final Intake intake = new Intake();

    private final LastWorkers lastWorkers = new LastWorkers();

    /** The thread that enters them before it waits; null where no thread is sure to. */
    private volatile @Nullable Thread server;

    private volatile PoolState state = PoolState.RUNNING;
    private volatile long nextDeadline = Long.MAX_VALUE;
    private volatile long unfinished;

    /** Until when the thread that serves deadlines waits; {@code Long.MIN_VALUE} while it is awake. */
    private volatile long armed = Long.MIN_VALUE;

    EngineGate(PoolEngine engine, TaskEncoder encoder, Targets targets) {
        this.engine = engine;
        this.targets = targets;
        this.decisions = new Decisions(engine, new Links(encoder, targets), targets);
    }

    /** Nanoseconds since the pool was made. */
    long now() {
        return System.nanoTime() - origin;
    }

    void start() {
        enter(dirty -> decisions.start(now(), dirty));
    }

    /**
     * Enters a task: by the thread that serves deadlines where that is awake, which has it together with others, by this
     * thread otherwise, which needs stack for that. Whatever this thread enters next comes after it.
     */
    void submit(EngineTask task) {
        boolean leaves = isServedByOther();
        if (!leaves) {
            StackReserve.require();
        }
        int waiting = intake.add(task);
        if (waiting > MOST_LEFT || !isServedByOther()) { // else that looks at what was added before it sleeps
            enterAdded(leaves);
        }
    }

    private boolean isServedByOther() {
        Thread other = server;
        return other != null && armed == Long.MIN_VALUE && other != Thread.currentThread();
    }

    /**
     * Enters the tasks in the intake, one of this thread's among them; where it has no stack for that, it calls another one.
     *
     * <p>In a burst this is done once for many tasks. As a method by itself it is compiled apart from what submits them.
     */
    private void enterAdded(boolean stackUnsure) {
        try {
            if (stackUnsure) {
                StackReserve.require();
            }
        } catch (StackOverflowError e) {
            targets.deadlineMoved();
            throw e;
        }
        if (!intake.isEmpty()) {
            enter(dirty -> dirty);
        }
    }

    /**
     * Enters a task, by this thread, which will wait for its result. Returns what to wait for it with, so that this thread
     * reads it by itself; null where another one brings it.
     */
    @Nullable Source submitAndBorrow(CalledOutgoing task) {
        StackReserve.require();
        List<Link> dirty;
        Link sole;
        lock.lock();
        try {
            task.prefer(lastWorkers.get());
            intake.add(task); // with the lock: another thread that entered it would lend nothing
            dirty = takeIn();
            publish();
            int worker = task.soleWorker();
            sole = decisions.link(worker);
            lastWorkers.set(worker);
        } finally {
            lock.unlock();
        }
        Source source = null;
        if (sole != null && dirty != null && dirty.remove(sole)) {
            source = decisions.flushAndBorrow(sole);
        }
        carryOut(dirty);
        return source;
    }

    /** Enters the tasks that were left to this thread, and reports what could not be; returns whether there was any. */
    boolean enterWaiting() {
        if (intake.isEmpty() && !decisions.hasUnreported()) {
            return false;
        }
        enter(dirty -> dirty);
        return true;
    }

    /** The lock is held. */
    private @Nullable List<Link> takeIn() {
        assert lock.isHeldByCurrentThread();
        List<Link> dirty = null;
        if (!intake.isEmpty()) {
            long now = now();
            for (EngineTask task = intake.take(), next; task != null; task = next) {
                next = intake.next(task); // before its step, which may put it where it is told
                dirty = decisions.step(task, now, dirty);
            }
            unfinished = engine.unfinished();
            intake.taken();
        }
        return dirty;
    }

    /** The calling thread serves deadlines, and enters tasks before it waits for one, until it says otherwise. */
    void serve(boolean serves) {
        server = serves ? Thread.currentThread() : null;
        if (!serves) {
            enterWaiting();
        }
    }

    /** Enters one event, by a thread that has stack for it, and carries out what follows. Does not block. */
    void post(Event event) {
        post(event, Long.MAX_VALUE);
    }

    /** The same, as of that time at the latest: what is due later is left to a later step, however late this one is. */
    void post(Event event, long asOf) {
        enter(dirty -> {
            engine.watch(Flight.recordsAttempts());
            return decisions.step(event, Math.min(asOf, now()), dirty);
        });
    }

    /** Enters events in their order, and carries out what follows from all of them together. */
    void post(Iterable<Event> events) {
        post(events, () -> false);
    }

    /** As {@link #post(Iterable)}, but for those that are {@code late}, which is asked under the lock: nothing comes of them. */
    void post(Iterable<Event> events, BooleanSupplier late) {
        enter(dirty -> late.getAsBoolean() ? dirty : steps(events, dirty));
    }

    private @Nullable List<Link> steps(Iterable<Event> events, @Nullable List<Link> dirty) {
        engine.watch(Flight.recordsAttempts());
        List<Link> touched = dirty;
        long now = now();
        for (Event event : events) {
            touched = decisions.step(event, now, touched);
        }
        return touched;
    }

    /** Enters what a caller asks for, and carries out what follows. Does not block. */
    void request(Event event) {
        StackReserve.require();
        post(event);
    }

    /** Cancels, and returns whether this call did. */
    boolean cancel(EngineTask task, boolean mayInterrupt) {
        StackReserve.require();
        List<Link> dirty;
        boolean cancelled = false;
        lock.lock();
        try {
            dirty = takeIn();
            List<Action> actions = decisions.decide(new Event.Cancel(task, mayInterrupt), now());
            for (Action action : actions) {
                cancelled |= action == task;
            }
            dirty = decisions.route(actions, dirty);
            publish();
        } finally {
            lock.unlock();
        }
        carryOut(dirty);
        return cancelled;
    }

    /**
     * Adds so many workers, or takes them away where {@code n} is negative; at least one stays.
     *
     * @return whether it did; {@code false} where the pool takes no more work
     */
    boolean resize(int n) {
        StackReserve.require();
        List<Link> dirty;
        lock.lock();
        try {
            if (!engine.state().takesWork()) {
                return false;
            }
            if (n < 0 && -n >= engine.target()) {
                throw new IllegalArgumentException(
                        "shrink by " + -n + " would leave no worker: there are " + engine.target());
            }
            if (n > EngineConfig.MOST_WORKERS - engine.target()) {
                throw new IllegalArgumentException("grow by " + n + " would be too many: there are " + engine.target()
                        + ", and may be 10,000");
            }
            dirty = decisions.step(n < 0 ? new Event.Shrink(-n) : new Event.Grow(n), now(), takeIn());
            publish();
        } finally {
            lock.unlock();
        }
        carryOut(dirty);
        return true;
    }

    /** Does the work under the lock, behind the tasks that wait to be entered, and carries out what follows from both. */
    private void enter(UnaryOperator<@Nullable List<Link>> work) {
        List<Link> dirty;
        lock.lock();
        try {
            dirty = work.apply(takeIn());
            publish();
        } finally {
            lock.unlock();
        }
        carryOut(dirty);
    }

    // ---- what can be seen

    private <T extends @Nullable Object> T see(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** What is not over yet, for messages. */
    String describeRest() {
        return see(() -> CountText.of(engine.unfinished(), "task has", "tasks have") + " no outcome, "
                + CountText.of(engine.workers().size(), "worker is", "workers are") + " alive");
    }

    PoolState state() {
        return state;
    }

    /** With the tasks that were left to another thread. */
    PoolStatistics statistics() {
        StackReserve.require();
        enterWaiting();
        return see(() -> engine.statistics(now()));
    }

    /** No deadline is earlier than this. */
    long nextDeadline() {
        return nextDeadline;
    }

    /** Tasks taken that have no outcome. */
    long unfinished() {
        int waiting = intake.size(); // before the other: it is counted there when it is not here any more
        return waiting + unfinished;
    }

    List<WorkerInfo> workers() {
        return see(() -> engine.workers());
    }

    int target() {
        return see(() -> engine.target());
    }

    int crashes() {
        return see(() -> engine.crashes());
    }

    @Nullable Breakage breakage() {
        return see(() -> engine.breakage());
    }

    List<Link> links() {
        return see(decisions::links);
    }

    // ---- deadlines

    /**
     * The calling thread will wait until this time at the latest, unless it is told that a deadline moved.
     *
     * @return until when another one waits that has left; {@code Long.MIN_VALUE} where none does
     */
    long arm(long until) {
        long before = armed;
        armed = until;
        return before;
    }

    void disarm() {
        armed = Long.MIN_VALUE;
    }

    // ---- carrying out

    private void publish() {
        state = engine.state();
        nextDeadline = engine.nextDeadline();
        unfinished = engine.unfinished();
    }

    private void carryOut(@Nullable List<Link> dirty) {
        Throwable bug = decisions.carryOut(dirty);
        if (nextDeadline < armed) {
            targets.deadlineMoved();
        }
        if (bug != null) {
            decisions.report(bug);
        }
    }
}
