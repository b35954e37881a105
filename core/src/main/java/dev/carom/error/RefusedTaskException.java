package dev.carom.error;

import org.jspecify.annotations.Nullable;

/**
 * With {@code synack}: the worker was told not to start the task, by the accept callback, which threw the cause, or by
 * {@code sendAck}; or it was not told in time. The task never ran, unless in an earlier delivery ({@code maxDeliveries}).
 */
public final class RefusedTaskException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final boolean mayHaveRun;

    /** @param mayHaveRun whether an earlier delivery of the task lost its worker, and may have run */
    public RefusedTaskException(String message, @Nullable Throwable cause, boolean mayHaveRun) {
        super(message, cause);
        this.mayHaveRun = mayHaveRun;
    }

    @Override
    public boolean retryIsSafe() {
        return !mayHaveRun;
    }
}
