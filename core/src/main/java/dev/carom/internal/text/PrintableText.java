package dev.carom.internal.text;

/** What others have named, as a message shows it: on one line. */
public final class PrintableText {
    private static final int LONGEST_NAME = 80;

    private PrintableText() {}

    /** With {@code ?} for each control character, line ends too. */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                printable.setCharAt(i, '?');
            }
        }
        return printable.toString();
    }

    /** As {@link #of}, and cut where it is long. */
    public static String name(String name) {
        return name.length() <= LONGEST_NAME ? of(name) : of(name.substring(0, LONGEST_NAME)) + "...";
    }

    public static boolean isPrintable(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
