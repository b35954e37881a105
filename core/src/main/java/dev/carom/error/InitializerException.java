package dev.carom.error;

import org.jspecify.annotations.Nullable;

/**
 * The initializer failed: it threw in a worker (the cause is what it threw), or ended its process, or did not return within
 * the pool's start time-out, in as many workers as were tried.
 */
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
