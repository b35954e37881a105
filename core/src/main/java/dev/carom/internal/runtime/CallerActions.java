package dev.carom.internal.runtime;

import dev.carom.internal.engine.Action;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What callers are to be told, in order: one thread at a time adds, and one at a time takes. */
final class CallerActions {
    /** A queue that had to hold more than this is not used again, so that one burst does not hold memory for ever. */
    private static final int KEPT = 4096;

    private final Object monitor = new Object();

    /** Guarded by the monitor. */
    private ArrayDeque<Action> added = new ArrayDeque<>();

    /** Of the thread that takes. */
    private ArrayDeque<Action> taken = new ArrayDeque<>();

    /** Whether that held more than {@value #KEPT}. */
    private boolean large;

    /** Whether it is for callers, and not for a worker. */
    static boolean isOne(Action action) {
        return action instanceof Action.Complete
                || action instanceof Action.Accepted
                || action instanceof Action.LimitsSet
                || action instanceof Action.LimitsCancelled
                || action instanceof Action.LimitPassed
                || action instanceof Action.Progressed
                || action instanceof Action.WorkerUp
                || action instanceof Action.WorkerDown
                || action instanceof Action.Recycled
                || action instanceof Action.Attempted
                || action instanceof Action.StateChanged;
    }

    void add(Action action) {
        synchronized (monitor) {
            added.add(action);
        }
    }

    boolean isEmpty() {
        synchronized (monitor) {
            return added.isEmpty();
        }
    }

    /** The next one; null when there is none. */
    @Nullable Action poll() {
        Action next = taken.poll();
        return next != null || isEmpty() ? next : refill();
    }

    private @Nullable Action refill() {
        synchronized (monitor) {
            ArrayDeque<Action> drained = taken;
            taken = added;
            added = large ? new ArrayDeque<>() : drained;
            large = taken.size() > KEPT;
        }
        return taken.poll();
    }
}
