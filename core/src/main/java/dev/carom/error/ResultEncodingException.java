package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The task ran, but its result cannot be encoded; the message shows the path to the culprit. */
public final class ResultEncodingException extends PoolException {
    private static final long serialVersionUID = 1L;

    public ResultEncodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
