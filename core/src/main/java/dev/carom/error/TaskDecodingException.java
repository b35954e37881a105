package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The worker could not decode the task: a class is missing there, or decoding it threw. */
public final class TaskDecodingException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final boolean mayHaveRun;

    public TaskDecodingException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    /** @param mayHaveRun whether an earlier delivery of the task lost its worker, and may have run */
    public TaskDecodingException(String message, @Nullable Throwable cause, boolean mayHaveRun) {
        super(message, cause);
        this.mayHaveRun = mayHaveRun;
    }

    /** Not where an earlier delivery ({@code maxDeliveries}) may have run. */
    @Override
    public boolean retryIsSafe() {
        return !mayHaveRun;
    }
}
