package dev.carom.error;

import java.time.Duration;

/**
 * Raised inside the running task when its soft limit passes, so that it can clean up and end by itself; fails the task
 * where it does not catch it. The seed's {@code SoftTimeLimitExceeded}.
 */
public final class SoftTimeLimitExceededException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;

    public SoftTimeLimitExceededException(Duration limit) {
        super("the task ran over its soft limit of " + limit.toMillis() + " ms", null);
        this.limit = limit;
    }

    public Duration limit() {
        return limit;
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
