package dev.carom.internal.runtime;

import dev.carom.internal.engine.EngineTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tasks on their way into the engine: a lock-free stack, taken as a whole and turned round, so that they keep their order. */
final class Intake {
    private final AtomicReference<@Nullable Outgoing> top = new AtomicReference<>();

    /** How many were taken, and have not been entered; written by the thread that takes. */
    private volatile int taking;

    /** Returns how many wait now. */
    int add(EngineTask task) {
        Outgoing added = Outgoing.of(task);
        while (true) {
            Outgoing below = top.get();
            int waiting = added.putOn(below);
            if (top.compareAndSet(below, added)) {
                return waiting;
            }
        }
    }

    boolean isEmpty() {
        return top.get() == null;
    }

    /** Those that were added, and are not known to be entered. */
    int size() {
        Outgoing last = top.get(); // before the other: what was taken from here is counted there
        return (last == null ? 0 : last.depth()) + taking;
    }

    /** Takes all there are; returns the first, null where there are none. By one thread at a time. */
    @Nullable EngineTask take() {
        Outgoing last = top.get();
        taking = last == null ? 0 : last.depth();
        last = top.getAndSet(null);
        return last == null ? null : last.turnRound();
    }

    /** The one that was added after this one; null after the last that was taken. */
    @Nullable EngineTask next(EngineTask task) {
        return Outgoing.of(task).takeOff();
    }

    /** All that were taken have been entered. */
    void taken() {
        taking = 0;
    }
}
