package dev.carom;

/** Where the lines go that workers write to stdout and stderr. The last ones are kept for a death certificate too. */
public enum WorkerOutput {
    /** To the stdout and stderr of this process, line by line. */
    FORWARD,
    /** To the {@link System.Logger} {@code dev.carom.worker}, at level INFO. */
    LOG,
    /** Nowhere. */
    DISCARD
}
