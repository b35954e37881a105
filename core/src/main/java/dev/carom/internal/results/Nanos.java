package dev.carom.internal.results;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations given for a wait, as nanoseconds: from zero, as what is below that does not wait either. */
public final class Nanos {
    /** Longer than any process lives, and safe to add to a time; what is longer is for ever. */
    private static final long LONGEST = Long.MAX_VALUE / 2;

    private Nanos() {}

    /** {@code Long.MAX_VALUE} stands for ever. */
    public static long of(Duration timeout) {
        try {
            return bounded(timeout.toNanos());
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    /** As {@link #of(Duration)}. */
    public static long of(long timeout, TimeUnit unit) {
        return bounded(unit.toNanos(timeout));
    }

    private static long bounded(long nanos) {
        return nanos > LONGEST ? Long.MAX_VALUE : Math.max(0, nanos);
    }
}
