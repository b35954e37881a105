package dev.carom.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The task was over its hard limit and its worker was killed. Its {@linkplain #getCause() cause}, where there is one,
 * carries the stack of the task's thread at that moment. The seed's {@code TimeLimitExceeded}.
 */
public final class TimeLimitExceededException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final Duration elapsed;
    private final Duration limit;
    private final long pid;

    public TimeLimitExceededException(Duration elapsed, Duration limit, long pid, @Nullable TaskStack stack) {
        super("the task ran for " + elapsed.toMillis() + " ms, over its hard limit of " + limit.toMillis()
                + " ms; its worker (pid " + pid + ") was killed; raise timeout(...) if it needs longer", stack);
        this.elapsed = elapsed;
        this.limit = limit;
        this.pid = pid;
    }

    /** From acceptance by the worker to the kill. */
    public Duration elapsed() {
        return elapsed;
    }

    public Duration limit() {
        return limit;
    }

    /** The process id of the worker that was killed. */
    public long pid() {
        return pid;
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
