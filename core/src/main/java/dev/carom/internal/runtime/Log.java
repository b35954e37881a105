package dev.carom.internal.runtime;

import dev.carom.internal.text.SteadyLog;

/** The pool's logger: one line for each event, with {@code pool=... worker=... pid=...}. */
final class Log {
    static final System.Logger LOG = SteadyLog.of("dev.carom");

    private Log() {}
}
