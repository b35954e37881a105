package dev.carom.internal.text;

/** A number with what it counts, as a message shows it. */
public final class CountText {
    private CountText() {}

    /** Such as {@code 1 task has} or {@code 2 tasks have}. */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
