package dev.carom.internal.runtime;

import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.SteadyDeque;
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
    private SteadyDeque<Action> added = new SteadyDeque<>();

    /** Those that there was no memory to queue, the last on top. Guarded by the monitor, as the next one. */
    private @Nullable Outgoing outcomes;

    private @Nullable Action state;

    /** Of the thread that tells. */
    private SteadyDeque<Action> taken = new SteadyDeque<>();

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
                || action instanceof Action.ThreadsLeft
                || action instanceof Action.WorkerUp
                || action instanceof Action.WorkerDown
                || action instanceof Action.Recycled
                || action instanceof Action.Attempted
                || action instanceof Action.StateChanged;
    }

    /** @throws OutOfMemoryError if there is no memory to queue it; what others wait for is told none the less */
    void add(Action action) {
        synchronized (monitor) {
            try {
                added.add(action);
            } catch (OutOfMemoryError full) {
                if (action instanceof EngineTask task) {
                    Outgoing unqueued = Outgoing.of(task);
                    unqueued.putOn(outcomes);
                    outcomes = unqueued;
                } else if (action instanceof Action.StateChanged) {
                    state = action;
                }
                throw full;
            }
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
                Action action;
                while ((action = poll()) != null) {
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
                suppress(again, bug);
            }
            return earlier == null ? bug : earlier;
        }
    }

    private static void suppress(Throwable later, Throwable first) {
        try {
            if (later != first) {
                first.addSuppressed(later);
            }
        } catch (OutOfMemoryError full) {
            // The first one tells of it.
        }
    }

    private boolean isEmpty() {
        synchronized (monitor) {
            return added.isEmpty() && outcomes == null && state == null;
        }
    }

    /** The next one; null when there is none. */
    private @Nullable Action poll() {
        Action next = taken.poll();
        return next != null || isEmpty() ? next : refill();
    }

    private @Nullable Action unqueued() {
        Outgoing outcome = outcomes;
        if (outcome != null) {
            outcomes = outcome.takeOff();
            return outcome;
        }
        Action last = state;
        state = null;
        return last;
    }

    /** Another one in place of this one, which is empty; this one where there is no memory for that. */
    private static SteadyDeque<Action> fresh(SteadyDeque<Action> drained) {
        try {
            return new SteadyDeque<>();
        } catch (OutOfMemoryError full) {
            return drained;
        }
    }

    private @Nullable Action refill() {
        synchronized (monitor) {
            if (added.isEmpty()) {
                return unqueued();
            }
            SteadyDeque<Action> next = large ? fresh(taken) : taken;
            taken = added;
            added = next;
            large = taken.size() > KEPT;
        }
        return taken.poll();
    }
}
