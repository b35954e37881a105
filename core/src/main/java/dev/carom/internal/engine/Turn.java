package dev.carom.internal.engine;

import java.util.ArrayList;
import java.util.List;

/** The step that is being taken: its time, what it has decided so far, and the earliest deadline it leaves. */
final class Turn {
    private long now;
    private final List<Action> actions = new ArrayList<>();
    private long earliest = Deadlines.NEVER;

    /** Whether somebody wants to hear of each attempt that has ended. */
    private boolean watched;

    void watch(boolean attempts) {
        watched = attempts;
    }

    boolean isWatched() {
        return watched;
    }

    void begin(long time) {
        now = Math.max(now, time);
        assert actions.isEmpty() : "not carried out: " + actions;
        actions.clear();
    }

    /** What it has decided; to be cleared once it is carried out, as the list is used again for the next turn. */
    List<Action> end() {
        return actions;
    }

    long now() {
        return now;
    }

    void emit(Action action) {
        actions.add(action);
    }

    <K extends Enum<K>> void arm(Deadlines<K> deadlines, K kind, long after) {
        long at = now + after;
        deadlines.set(kind, at);
        earliest = Math.min(earliest, at);
    }

    /** No deadline is earlier than this; it may be earlier than all, as cleared ones are only noticed at a tick. */
    long earliest() {
        return earliest;
    }

    void recompute(long exact) {
        earliest = exact;
    }
}
