package dev.carom.internal.runtime;

import dev.carom.internal.engine.EngineTask;

/**
 * Which worker each calling thread had last, so that it has the same one again. Threads that share a place here take that for
 * theirs which another one had: a preference only. Guarded by the engine's lock.
 */
final class LastWorkers {
    private static final int PLACES = 64;

    /** Their ids; {@link EngineTask#ANY_WORKER} where there was none. */
    private final int[] workers = new int[PLACES];

    /** Of the calling thread. */
    int get() {
        return workers[place()];
    }

    /** @param worker below 0 where it got none at once, and so the one before stays */
    void set(int worker) {
        if (worker >= 0) {
            workers[place()] = worker;
        }
    }

    private static int place() {
        return (int) Thread.currentThread().getId() & PLACES - 1;
    }
}
