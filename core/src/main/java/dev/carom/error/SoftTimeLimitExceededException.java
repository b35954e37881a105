package dev.carom.error;

import dev.carom.internal.text.DurationText;
import java.time.Duration;

/**
 * Raised inside the running task when its soft limit passes, so that it can clean up and end by itself; fails the task
 * where it does not catch it. Billiard's {@code SoftTimeLimitExceeded}.
 */
public final class SoftTimeLimitExceededException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final Duration elapsed;
    private final Duration limit;
    private final long pid;

    public SoftTimeLimitExceededException(Duration elapsed, Duration limit, long pid) {
        this(elapsed, limit, pid, "its worker is pid " + pid);
    }

    /** @param worker which worker it is, as half a sentence */
    public SoftTimeLimitExceededException(Duration elapsed, Duration limit, long pid, String worker) {
        super("the task ran for " + DurationText.of(elapsed) + ", over its soft limit of " + DurationText.of(limit) + " (" + worker
                + "); raise softTimeout(...) if it needs longer, or let it catch this and end in order", null);
        this.elapsed = elapsed;
        this.limit = limit;
        this.pid = pid;
    }

    /** From acceptance by the worker to the limit's striking. */
    public Duration elapsed() {
        return elapsed;
    }

    /** The limit that was exceeded. */
    public Duration limit() {
        return limit;
    }

    /** The process id of the worker; in a pool of threads, the id of the thread. */
    public long pid() {
        return pid;
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
