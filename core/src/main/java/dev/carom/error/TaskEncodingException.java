package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The task, or a value that it captures, cannot be encoded; the message shows the path to the culprit. */
public final class TaskEncodingException extends PoolException {
    private static final long serialVersionUID = 1L;

    public TaskEncodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
