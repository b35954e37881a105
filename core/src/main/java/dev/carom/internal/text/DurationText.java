package dev.carom.internal.text;

import java.time.Duration;

/** A duration as a message shows it: in the unit in which it has two digits at least, or is a whole number. */
public final class DurationText {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private DurationText() {}

    /** Such as {@code 250 us}, {@code 1500 ms}, {@code 12.5 s}, {@code 1 h 30 min}. */
    public static String of(Duration duration) {
        return ofNanos(duration.toNanos());
    }

    /** As {@link #of}. */
    public static String ofNanos(long nanos) {
        if (nanos < 10 * MICRO && nanos % MICRO != 0 || nanos == 0) {
            return nanos + " ns";
        }
        if (nanos < 10 * MILLI && nanos % MILLI != 0) {
            return nanos / MICRO + " us";
        }
        if (nanos < 10 * SECOND) {
            return nanos / MILLI + " ms";
        }
        if (nanos < 10 * MINUTE) {
            long tenths = nanos % SECOND * 10 / SECOND;
            return nanos / SECOND + (tenths == 0 ? "" : "." + tenths) + " s";
        }
        long hours = nanos / HOUR;
        long minutes = nanos % HOUR / MINUTE;
        return hours == 0 ? minutes + " min" : hours + " h" + (minutes == 0 ? "" : " " + minutes + " min");
    }
}
