package dev.carom.internal.results;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations given for a wait, as nanoseconds: from zero, as what is below that does not wait either. */
public final class Nanos {
    private Nanos() {}

    /** Anything longer than a {@code long} holds is for ever. */
    public static long of(Duration timeout) {
        try {
            return Math.max(0, timeout.toNanos());
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    public static long of(long timeout, TimeUnit unit) {
        return Math.max(0, unit.toNanos(timeout));
    }
}
