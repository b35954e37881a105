package dev.carom;

/**
 * The life of a worker: {@code STARTING -> IDLE <-> BUSY -> DRAINING -> DEAD}. Every live state may go to DRAINING and
 * to DEAD; {@link WorkerExit} says why.
 */
public enum WorkerState {
    /** Launched, not ready. */
    STARTING,
    /** Ready, with nothing to do. */
    IDLE,
    /** Runs a task, or was sent one. */
    BUSY,
    /** Takes no more tasks: it is leaving or was killed, and its channel is read to the end. */
    DRAINING,
    /** Its channel has ended and its process has exited. */
    DEAD
}
