package dev.carom.cli.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 500ms}, {@code 1.5s} or {@code 1h30m}: numbers, each with its unit, the larger ones first. */
public final class DurationText {
    private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,9})?)";
    private static final Pattern FORM =
            Pattern.compile("(?:%1$sd)?(?:%1$sh)?(?:%1$sm)?(?:%1$ss)?(?:%1$sms)?".formatted(NUMBER));
    private static final long[] UNITS = {86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L};

    /** No limit needs more, and in nanoseconds it still fits. */
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(36_500).toNanos());

    private DurationText() {}

    /** @throws IllegalArgumentException if the text is not a duration above zero */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a number with its unit, such as 500ms, 30s, 2m or 1h30m, but is '" + text + "'");
        }
        BigDecimal nanos = BigDecimal.ZERO;
        for (int i = 0; i < UNITS.length; i++) {
            String number = matcher.group(i + 1);
            if (number != null) {
                nanos = nanos.add(new BigDecimal(number).multiply(BigDecimal.valueOf(UNITS[i])));
            }
        }
        nanos = nanos.setScale(0, RoundingMode.CEILING);
        if (nanos.signum() == 0 || nanos.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("must be above zero and at most 36500d, but is '" + text + "'");
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /** For messages and the progress bar: {@code 350ms}, {@code 12s}, {@code 3m05s}, {@code 2h04m}. */
    public static String shortly(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return duration.toMillis() + "ms";
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? "%dm%02ds".formatted(seconds / 60, seconds % 60)
                : "%dh%02dm".formatted(seconds / 3600, seconds / 60 % 60);
    }
}
