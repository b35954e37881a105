package dev.carom.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that the pool itself reports. An exception that the task threw is not one of these: it keeps
 * its own type.
 */
public abstract class PoolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected PoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the task certainly had no effect, so that submitting it again cannot do anything twice. {@code false}
     * means that the task may have run, in part or in full.
     */
    public abstract boolean retryIsSafe();
}
