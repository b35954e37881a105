package dev.carom.internal.engine;

import java.util.ArrayList;
import java.util.List;

/** The step that is being taken: its time, what it has decided so far, and the earliest deadline it leaves. */
final class Turn {
    /** So late a deadline may be noticed. Beyond that the pool stood still: it could neither act nor hear. */
    static final long LATE = 100_000_000L;
    /** While an answer is awaited there is a deadline so soon, which shows whether the pool stands still. */
    static final long PULSE = 100_000_000L;

    private long now;
    /** With room for the outcome of a task that there is no memory to take. */
    private final List<Action> actions = new ArrayList<>(64);
    private long earliest = Deadlines.NEVER;

    /** Whether somebody wants to hear of each attempt that has ended. */
    private boolean watched;

    void watch(boolean attempts) {
        watched = attempts;
    }

    boolean isWatched() {
        return watched;
    }

    /** Returns for how long the pool has stood still before this step. */
    long begin(long time) {
        long expected = Math.max(now, earliest);
        now = Math.max(now, time);
        assert actions.isEmpty() : "not carried out: " + actions;
        actions.clear();
        return Math.max(0, now - expected - LATE);
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

    /** As {@link #arm}, for something that the worker is to do or to say. */
    void await(Worker worker, Worker.Timer answer, long within) {
        assert Worker.Timer.ANSWERS.contains(answer) : answer + " is no answer";
        arm(worker.timers, answer, within);
        earliest = Math.min(earliest, now + PULSE);
    }

    /** No deadline is earlier than this; it may be earlier than all, as cleared ones are only noticed at a tick. */
    long earliest() {
        return earliest;
    }

    void recompute(long exact) {
        earliest = exact;
    }
}
