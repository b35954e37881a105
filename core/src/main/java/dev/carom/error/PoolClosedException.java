package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The pool is shut down, terminated or closed: it takes no work, or ended before this task did. */
public final class PoolClosedException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final boolean mayHaveRun;

    public PoolClosedException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    /** @param mayHaveRun whether the task may have begun when the pool ended */
    public PoolClosedException(String message, @Nullable Throwable cause, boolean mayHaveRun) {
        super(message, cause);
        this.mayHaveRun = mayHaveRun;
    }

    /** Not where the task may have begun when the pool was terminated. */
    @Override
    public boolean retryIsSafe() {
        return !mayHaveRun;
    }
}
