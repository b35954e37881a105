package dev.carom.internal.runtime;

import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What callers are to be told, in order: one thread at a time adds, and one at a time tells. */
final class CallerActions {
    /** A queue that had to hold more than this is not used again, so that one burst does not hold memory for ever. */
    private static final int KEPT = 4096;

    /** Held by the thread that tells. */
    private final ReentrantLock telling = new ReentrantLock();

    private final Object monitor = new Object();

    /** Guarded by the monitor. */
    private ArrayDeque<Action> added = new ArrayDeque<>();

    /** Of the thread that tells. */
    private ArrayDeque<Action> taken = new ArrayDeque<>();

    /** Whether that held more than {@value #KEPT}. */
    private boolean large;

    /** Whether it is for callers, and not for a worker. */
    static boolean isOne(Action action) {
        return action instanceof EngineTask // its completion
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

    /**
     * Tells all there is; where another thread is at it, what this one has is left to that.
     *
     * @return what a target threw first, or {@code earlier}
     */
    @Nullable Throwable tell(EngineGate.Targets targets, @Nullable Throwable earlier) {
        boolean told = false;
        Throwable bug = earlier;
        while (!isEmpty() && telling.tryLock()) {
            try {
                for (Action action = poll(); action != null; action = poll()) {
                    bug = tell(targets, action, bug);
                    told = true;
                }
            } finally {
                telling.unlock();
            }
        }
        if (told) {
            targets.callersTold();
        }
        return bug;
    }

    /** The actions behind it are told whatever it throws. */
    private static @Nullable Throwable tell(EngineGate.Targets targets, Action action, @Nullable Throwable earlier) {
        try {
            targets.forCallers(action);
            return earlier;
        } catch (Throwable bug) { // user code has its part here: a semaphore
            try {
                targets.untold(action, bug);
            } catch (RuntimeException | Error again) {
                bug.addSuppressed(again);
            }
            return earlier == null ? bug : earlier;
        }
    }

    private boolean isEmpty() {
        synchronized (monitor) {
            return added.isEmpty();
        }
    }

    /** The next one; null when there is none. */
    private @Nullable Action poll() {
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
