package dev.carom;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules for durations given as options. */
final class Durations {
    /** Longer than any process lives, and safe to add to {@code System.nanoTime()}. */
    private static final Duration LONGEST = Duration.ofDays(365 * 100);

    private Durations() {}

    static Duration requirePositive(String option, Duration value) {
        Objects.requireNonNull(value, option);
        return require(!value.isZero() && !value.isNegative(), option, "above zero", value);
    }

    static Duration requireNotNegative(String option, Duration value) {
        Objects.requireNonNull(value, option);
        return require(!value.isNegative(), option, "zero or more", value);
    }

    static Duration requireWithin(String option, Duration value, Duration most) {
        Objects.requireNonNull(value, option);
        if (value.isNegative() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(option + " must be zero to " + most.toMillis() + " ms, but is " + value);
        }
        return value;
    }

    private static Duration require(boolean enough, String option, String least, Duration value) {
        if (!enough || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " must be " + least + " and at most " + LONGEST.toDays() + " days, but is " + value);
        }
        return value;
    }

    static void requireStallBelowHard(@Nullable Duration stall, @Nullable Duration hard) {
        if (stall != null && hard != null && stall.compareTo(hard) >= 0) {
            throw new IllegalArgumentException(
                    "stallTimeout (" + stall + ") must be below timeout (" + hard + "), or it could never strike");
        }
    }

    static void requireSoftBelowHard(@Nullable Duration soft, @Nullable Duration hard) {
        if (soft != null && hard != null && soft.compareTo(hard) >= 0) {
            throw new IllegalArgumentException(
                    "softTimeout (" + soft + ") must be below timeout (" + hard + "), or it could never strike");
        }
    }
}
