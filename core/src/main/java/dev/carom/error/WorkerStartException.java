package dev.carom.error;

import org.jspecify.annotations.Nullable;

/** A worker's process started but did not become ready: the JVM refused its flags, it died, or it stalled. */
public final class WorkerStartException extends PoolException {
    private static final long serialVersionUID = 1L;

    public WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean retryIsSafe() {
        return true;
    }
}
