package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** Workers died more often than {@code maxRestarts} within {@code maxRestartFrequency} allows; the pool is broken. */
public final class RestartFreqExceededException extends PoolException {
    private static final long serialVersionUID = 1L;

    public RestartFreqExceededException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
