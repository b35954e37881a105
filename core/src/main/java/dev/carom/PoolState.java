package dev.carom;

/** The state of a pool, as users see it. */
public enum PoolState {
    /** It takes and runs tasks. */
    RUNNING,
    /** It takes tasks, but a worker could not be replaced at once: it waits before the next try. */
    DEGRADED,
    /** It gave up: workers cannot be started, or die too often. Every task that waits has failed, and none is taken. */
    BROKEN,
    /** It takes no more tasks and finishes those it has. */
    SHUTDOWN,
    /** Everything has ended. */
    TERMINATED;

    /** Whether tasks are taken. */
    public boolean takesWork() {
        return this == RUNNING || this == DEGRADED;
    }
}
