package dev.carom.internal.runtime;

/** The pool's logger: one line for each event, with {@code pool=... worker=... pid=...}. */
final class Log {
    static final System.Logger LOG = System.getLogger("dev.carom");

    private Log() {}
}
