package dev.carom.internal.process;

/**
 * What is left of the making of an archive that the end of its pool has cut off: the next pool begins at once where that left
 * a list of classes; where it was cut off too, such programs are too short for it.
 *
 * @param times how often in a row
 * @param classes the list; empty after the first time, as those of a program that lives longer are to be listed anew
 */
record CutOff(int times, String classes) {
    /** What was cut off for the first time. */
    static CutOff first(String classes) {
        return new CutOff(1, classes);
    }

    /** It was cut off again. */
    CutOff again() {
        return new CutOff(times + 1, "");
    }
}
