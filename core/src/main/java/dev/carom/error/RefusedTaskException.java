package dev.carom.error;

import org.jspecify.annotations.Nullable;

/**
 * With {@code synack}: the worker was told not to start the task, by the accept callback, which threw the cause, or by
 * {@code sendAck}; or it was not told in time. The task never ran.
 */
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
