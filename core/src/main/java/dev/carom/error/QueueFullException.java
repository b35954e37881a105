package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The queue of the pool is full, and the pool was built to reject rather than to wait. */
public final class QueueFullException extends PoolException {
    private static final long serialVersionUID = 1L;

    public QueueFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
