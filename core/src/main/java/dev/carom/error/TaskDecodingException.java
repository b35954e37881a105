package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The worker could not decode the task: a class is missing there, or decoding it threw. */
public final class TaskDecodingException extends PoolException {
    private static final long serialVersionUID = 1L;

    public TaskDecodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
