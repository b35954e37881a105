package dev.carom.internal.engine;

import java.util.Arrays;

/** One deadline for each kind of a small enum; setting one replaces the one of its kind. */
final class Deadlines<K extends Enum<K>> {
    /** Later than any time that comes. */
    static final long NEVER = Long.MAX_VALUE;

    private final K[] kinds;
    private final long[] due;

    Deadlines(Class<K> type) {
        this.kinds = type.getEnumConstants();
        this.due = new long[kinds.length];
        Arrays.fill(due, NEVER);
    }

    void set(K kind, long at) {
        due[kind.ordinal()] = at;
    }

    /** Moves it where it is set. */
    void postpone(K kind, long by) {
        if (isSet(kind)) {
            due[kind.ordinal()] += by;
        }
    }

    void clear(K kind) {
        due[kind.ordinal()] = NEVER;
    }

    void clearAll() {
        Arrays.fill(due, NEVER);
    }

    void clearAllBut(K one, K other) {
        long dueOne = due[one.ordinal()];
        long dueOther = due[other.ordinal()];
        clearAll();
        due[one.ordinal()] = dueOne;
        due[other.ordinal()] = dueOther;
    }

    boolean isSet(K kind) {
        return due[kind.ordinal()] != NEVER;
    }

    /** Clears the deadline if it has come, and returns whether it had. */
    boolean take(K kind, long now) {
        if (due[kind.ordinal()] > now) {
            return false;
        }
        clear(kind);
        return true;
    }

    long earliest() {
        long earliest = NEVER;
        for (long at : due) {
            earliest = Math.min(earliest, at);
        }
        return earliest;
    }
}
