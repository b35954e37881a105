package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** The operating system could not start the worker's process: the java binary is missing, say. */
public final class LaunchException extends PoolException {
    private static final long serialVersionUID = 1L;

    public LaunchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
