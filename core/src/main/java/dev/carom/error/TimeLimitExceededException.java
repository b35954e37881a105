package dev.carom.error;

import dev.carom.internal.text.DurationText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The task was over its hard limit, or reported no progress for its {@linkplain #stalled() stall limit}, and its worker was
 * killed. Its {@linkplain #getCause() cause}, where there is one, carries the stack of the task's thread at that moment. Billiard's
 * {@code TimeLimitExceeded}.
 */
public final class TimeLimitExceededException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final boolean stalled;
    private final Duration elapsed;
    private final Duration limit;
    private final long pid;

    public TimeLimitExceededException(
            boolean stalled, Duration elapsed, Duration limit, long pid, @Nullable TaskStack stack) {
        this(stalled, elapsed, limit, pid, "its worker (pid " + pid + ") was killed", stack);
    }

    /** @param fate what else is to be said, what became of the worker at least */
    public TimeLimitExceededException(
            boolean stalled, Duration elapsed, Duration limit, long pid, String fate, @Nullable TaskStack stack) {
        super(message(stalled, elapsed, limit, fate), stack);
        this.stalled = stalled;
        this.elapsed = elapsed;
        this.limit = limit;
        this.pid = pid;
    }

    private static String message(boolean stalled, Duration elapsed, Duration limit, String fate) {
        String ran = DurationText.of(elapsed);
        String allowed = DurationText.of(limit);
        return stalled
                ? "the task reported no progress for its stall limit of " + allowed + ", after " + ran + " in all; " + fate
                        + "; raise stallTimeout(...) or report more often"
                : "the task ran for " + ran + ", over its hard limit of " + allowed + "; " + fate
                        + "; raise timeout(...) if it needs longer";
    }

    /** Whether it was the stall limit; otherwise it was the hard one. */
    public boolean stalled() {
        return stalled;
    }

    /** From acceptance by the worker to the kill. */
    public Duration elapsed() {
        return elapsed;
    }

    /** The limit that was exceeded. */
    public Duration limit() {
        return limit;
    }

    /** The process id of the worker that was killed; in a pool of threads, the id of the thread that was given up. */
    public long pid() {
        return pid;
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
