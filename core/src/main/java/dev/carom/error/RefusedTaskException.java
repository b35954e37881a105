package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The accept callback threw, so the worker was told not to start the task (synack); the cause is what it threw. */
public final class RefusedTaskException extends PoolException {
    private static final long serialVersionUID = 1L;

    public RefusedTaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
