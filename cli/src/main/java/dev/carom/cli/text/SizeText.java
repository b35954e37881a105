package dev.carom.cli.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as {@code 512M} or {@code 2G}; K, M, G and T are powers of 1024. */
public final class SizeText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([KMGT])", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMGT";

    private SizeText() {}

    /** The size in bytes. @throws IllegalArgumentException if the text is not a size from 1K to 1024T */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a whole number with K, M, G or T, such as 512M or 2G, but is '" + text + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        int shift = 10 * (1 + UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT)));
        if (number == 0 || number > 1L << 50 - shift) {
            throw new IllegalArgumentException("must be 1K to 1024T, but is '" + text + "'");
        }
        return number << shift;
    }
}
