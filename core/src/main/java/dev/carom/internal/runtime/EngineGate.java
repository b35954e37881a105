package dev.carom.internal.runtime;

import dev.carom.PoolState;
import dev.carom.WorkerInfo;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.Breakage;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.PoolEngine;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.TaskEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one door to the engine. Whichever thread has an event enters it here, under the one lock; what the engine answers is
 * put into the queues of its targets under that lock, and carried out after it is released.
 *
 * <p>Nothing blocks under the lock: no I/O, no process is started, no user code runs.
 */
final class EngineGate {
    /** Where what the engine decides goes. */
    interface Targets {
        /** A process is to be started, signalled, killed, looked at or released. Called under the lock; only queues it. */
        void forLauncher(Action action, WorkerLink link);

        /** Notes what nobody has to be told; false where somebody has to. Called under the lock; does not block. */
        boolean acceptedUnheard(Action.Accepted action);

        /** Something for callers. Called without the lock, one at a time, in the order of the engine. */
        void forCallers(Action action);

        /** There was something for callers, and they have it. Called without the lock. */
        void callersTold();

        /** A deadline is earlier than the thread that waits for it knows. Called without the lock. */
        void deadlineMoved();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final PoolEngine engine;
    private final TaskEncoder encoder;
    private final int maxBody;
    private final Targets targets;
    private final long origin = System.nanoTime();

    /** Guarded by the lock. */
    private final Map<Integer, WorkerLink> links = new HashMap<>();

    /** Added to under the lock, taken from under {@code callersLock}. */
    private final Queue<Action> callers = new ConcurrentLinkedQueue<>();

    private final ReentrantLock callersLock = new ReentrantLock();

    private volatile PoolState state = PoolState.RUNNING;
    private volatile long nextDeadline = Long.MAX_VALUE;
    private volatile long unfinished;

    /** Until when the thread that serves deadlines waits; {@code Long.MIN_VALUE} while it is awake. */
    private volatile long armed = Long.MIN_VALUE;

    EngineGate(PoolEngine engine, TaskEncoder encoder, int maxBody, Targets targets) {
        this.engine = engine;
        this.encoder = encoder;
        this.maxBody = maxBody;
        this.targets = targets;
    }

    /** Nanoseconds since the pool was made. */
    long now() {
        return System.nanoTime() - origin;
    }

    void start() {
        List<WorkerLink> dirty;
        lock.lock();
        try {
            dirty = route(engine.start(now()), null);
            publish();
        } finally {
            lock.unlock();
        }
        carryOut(dirty);
    }

    /** Enters one event, and carries out what follows. Does not block. */
    void post(Event event) {
        List<WorkerLink> dirty;
        lock.lock();
        try {
            dirty = route(engine.step(event, now()), null);
            publish();
        } finally {
            lock.unlock();
        }
        carryOut(dirty);
    }

    /** Enters events in their order, and carries out what follows from all of them together. */
    void post(List<Event> events) {
        List<WorkerLink> dirty = null;
        lock.lock();
        try {
            long now = now();
            for (Event event : events) {
                dirty = route(engine.step(event, now), dirty);
            }
            publish();
        } finally {
            lock.unlock();
        }
        carryOut(dirty);
    }

    /** Cancels, and returns whether this call did. */
    boolean cancel(EngineTask task, boolean mayInterrupt) {
        List<WorkerLink> dirty;
        boolean cancelled = false;
        lock.lock();
        try {
            List<Action> actions = engine.step(new Event.Cancel(task, mayInterrupt), now());
            for (Action action : actions) {
                cancelled |= action instanceof Action.Complete complete && complete.task() == task;
            }
            dirty = route(actions, null);
            publish();
        } finally {
            lock.unlock();
        }
        carryOut(dirty);
        return cancelled;
    }

    /** Takes so many workers away; at least one stays. */
    void shrink(int n) {
        List<WorkerLink> dirty;
        lock.lock();
        try {
            if (n >= engine.target()) {
                throw new IllegalArgumentException(
                        "shrink by " + n + " would leave no worker: there are " + engine.target());
            }
            dirty = route(engine.step(new Event.Shrink(n), now()), null);
            publish();
        } finally {
            lock.unlock();
        }
        carryOut(dirty);
    }

    // ---- what can be seen

    /** What is not over yet, for messages. */
    String describeRest() {
        lock.lock();
        try {
            return engine.unfinished() + " tasks have no outcome, " + engine.workers().size() + " workers are alive";
        } finally {
            lock.unlock();
        }
    }

    PoolState state() {
        return state;
    }

    /** No deadline is earlier than this. */
    long nextDeadline() {
        return nextDeadline;
    }

    /** Tasks taken that have no outcome. */
    long unfinished() {
        return unfinished;
    }

    List<WorkerInfo> workers() {
        lock.lock();
        try {
            return engine.workers();
        } finally {
            lock.unlock();
        }
    }

    int target() {
        lock.lock();
        try {
            return engine.target();
        } finally {
            lock.unlock();
        }
    }

    int crashes() {
        lock.lock();
        try {
            return engine.crashes();
        } finally {
            lock.unlock();
        }
    }

    @Nullable Breakage breakage() {
        lock.lock();
        try {
            return engine.breakage();
        } finally {
            lock.unlock();
        }
    }

    List<WorkerLink> links() {
        lock.lock();
        try {
            return new ArrayList<>(links.values());
        } finally {
            lock.unlock();
        }
    }

    // ---- deadlines

    /** The calling thread will wait until this time at the latest, unless it is told that a deadline moved. */
    void arm(long until) {
        armed = until;
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

    /** Puts each action into the queue of its target. The lock is held. */
    private @Nullable List<WorkerLink> route(List<Action> actions, @Nullable List<WorkerLink> dirty) {
        assert lock.isHeldByCurrentThread();
        List<WorkerLink> touched = dirty;
        for (Action action : actions) {
            if (action instanceof Action.SendTask a) {
                WorkerLink link = link(a.worker());
                link.addTask(a, encoder);
                touched = touch(link, touched);
            } else if (action instanceof Action.Accepted a && targets.acceptedUnheard(a)) {
                continue;
            } else if (isForCallers(action)) {
                callers.add(action);
            } else {
                touched = routeToWorker(action, touched);
            }
        }
        actions.clear(); // the engine keeps the list for its next step, and would keep what a task returned
        return touched;
    }

    private static boolean isForCallers(Action action) {
        return action instanceof Action.Complete
                || action instanceof Action.Accepted
                || action instanceof Action.LimitsSet
                || action instanceof Action.LimitsCancelled
                || action instanceof Action.LimitPassed
                || action instanceof Action.Progressed
                || action instanceof Action.WorkerUp
                || action instanceof Action.WorkerDown
                || action instanceof Action.StateChanged;
    }

    private @Nullable List<WorkerLink> routeToWorker(Action action, @Nullable List<WorkerLink> dirty) {
        if (action instanceof Action.Spawn a) {
            WorkerLink link = new WorkerLink(a.worker(), maxBody);
            links.put(a.worker(), link);
            targets.forLauncher(action, link);
        } else if (action instanceof Action.Release a) {
            WorkerLink link = link(a.worker());
            links.remove(a.worker());
            targets.forLauncher(action, link);
        } else if (action instanceof Action.Kill a) {
            targets.forLauncher(action, link(a.worker()));
        } else if (action instanceof Action.Signal a) {
            targets.forLauncher(action, link(a.worker()));
        } else if (action instanceof Action.SampleMemory a) {
            targets.forLauncher(action, link(a.worker()));
        } else {
            return routeToChannel(action, dirty);
        }
        return dirty;
    }

    private @Nullable List<WorkerLink> routeToChannel(Action action, @Nullable List<WorkerLink> dirty) {
        if (action instanceof Action.SendRevoke a) {
            return send(a.worker(), FrameType.REVOKE, a.attempt(), new byte[0], dirty);
        } else if (action instanceof Action.SendConfirm a) {
            return send(a.worker(), FrameType.CONFIRM, a.attempt(), new byte[] {(byte) (a.go() ? 1 : 0)}, dirty);
        } else if (action instanceof Action.SendSoftLimit a) {
            byte[] limit = ByteBuffer.allocate(8).putLong(a.limit()).array();
            return send(a.worker(), FrameType.SOFT_LIMIT, a.attempt(), limit, dirty);
        } else if (action instanceof Action.SendDump a) {
            return send(a.worker(), FrameType.DUMP, a.attempt(), new byte[0], dirty);
        } else if (action instanceof Action.SendExit a) {
            return send(a.worker(), FrameType.EXIT, 0, new byte[0], dirty);
        } else if (action instanceof Action.Look a) {
            WorkerLink link = link(a.worker());
            link.lookWhenFlushed();
            return touch(link, dirty);
        }
        throw new IllegalArgumentException("unknown action " + action);
    }

    private @Nullable List<WorkerLink> send(
            int worker, FrameType type, long attempt, byte[] body, @Nullable List<WorkerLink> dirty) {
        WorkerLink link = link(worker);
        link.add(type, attempt, body);
        return touch(link, dirty);
    }

    private WorkerLink link(int worker) {
        WorkerLink link = links.get(worker);
        if (link == null) {
            throw new IllegalStateException("worker " + worker + " was released already");
        }
        return link;
    }

    private static List<WorkerLink> touch(WorkerLink link, @Nullable List<WorkerLink> dirty) {
        if (dirty == null) {
            return new ArrayList<>(List.of(link));
        }
        if (!dirty.contains(link)) {
            dirty.add(link);
        }
        return dirty;
    }

    private void carryOut(@Nullable List<WorkerLink> dirty) {
        if (dirty != null) {
            for (WorkerLink link : dirty) {
                link.flush();
            }
        }
        if (tellCallers()) {
            targets.callersTold();
        }
        if (nextDeadline < armed) {
            targets.deadlineMoved();
        }
    }

    /** Whoever comes first tells all there is; who comes meanwhile leaves what it has to it. Returns whether this did. */
    private boolean tellCallers() {
        boolean told = false;
        while (!callers.isEmpty() && callersLock.tryLock()) {
            try {
                for (Action action = callers.poll(); action != null; action = callers.poll()) {
                    targets.forCallers(action);
                    told = true;
                }
            } finally {
                callersLock.unlock();
            }
        }
        return told;
    }
}
