package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The task ran and its result arrived, but it cannot be decoded here. */
public final class ResultDecodingException extends PoolException {
    private static final long serialVersionUID = 1L;

    public ResultDecodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
