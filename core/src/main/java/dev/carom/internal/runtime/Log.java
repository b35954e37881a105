package dev.carom.internal.runtime;

import dev.carom.internal.text.SteadyLog;

/** The pool's logger: one line for each event, with {@code pool=... worker=... pid=...}. */
final class Log {
    static final System.Logger LOG = SteadyLog.of("dev.carom");

    /** How long the end of a pool, and of this JVM, waits for what is written, in milliseconds: a handler may block for ever. */
    private static final long LONGEST_WAIT = 1_000;

    private Log() {}

    /** Waits until all is written, but not for long. */
    static void await() throws InterruptedException {
        SteadyLog.await(LONGEST_WAIT);
    }
}
