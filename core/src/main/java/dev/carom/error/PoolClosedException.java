package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The pool is shut down, terminated or closed: it takes no work, or ended before this task did. */
public final class PoolClosedException extends PoolException {
    private static final long serialVersionUID = 1L;

    public PoolClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
