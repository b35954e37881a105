package dev.carom;

/** What a worker does to a task that is over its soft limit. */
public enum SoftTimeout {
    /**
     * Raises {@link dev.carom.error.SoftTimeLimitExceededException} inside the running code, whatever it does, and
     * interrupts its thread. Falls back to {@link #INTERRUPT}, and says so once, where raising cannot work.
     */
    RAISE,
    /** Interrupts the task's thread, and no more. */
    INTERRUPT
}
