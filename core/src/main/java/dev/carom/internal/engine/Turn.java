package dev.carom.internal.engine;

import java.util.ArrayList;
import java.util.List;

/** The step that is being taken: its time, what it has decided so far, and the earliest deadline it leaves. */
final class Turn {
    private long now;
    private List<Action> actions = List.of();
    private long earliest = Deadlines.NEVER;

    void begin(long time) {
        now = Math.max(now, time);
        actions = List.of();
    }

    List<Action> end() {
        List<Action> decided = actions;
        actions = List.of();
        return decided;
    }

    long now() {
        return now;
    }

    void emit(Action action) {
        if (actions.isEmpty()) {
            actions = new ArrayList<>(4);
        }
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
