package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The initializer threw in a worker; the cause is what it threw. */
public final class InitializerException extends PoolException {
    private static final long serialVersionUID = 1L;

    public InitializerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
