package dev.carom.internal.results;

import java.time.Duration;

/** Durations given for a wait, as nanoseconds. */
final class Nanos {
    private Nanos() {}

    /** Anything longer than a {@code long} holds is for ever; zero and less do not wait. */
    static long of(Duration timeout) {
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
