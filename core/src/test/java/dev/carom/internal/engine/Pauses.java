package dev.carom.internal.engine;

import java.util.ArrayList;
import java.util.List;

/** When the pool stood still: it could neither act nor hear. */
final class Pauses {
    private record Pause(long from, long to) {}

    private final List<Pause> pauses = new ArrayList<>();
    /** So much of a pause may be taken for time in which the pool was awake. */
    private final long unnoticed;

    Pauses(SimPlan plan) {
        this.unnoticed = Turn.PULSE + Turn.LATE + plan.tickLateness;
    }

    void add(long from, long to) {
        pauses.add(new Pause(from, to));
    }

    /** When the last one ended; a deadline that passed within it is noticed then. */
    long lastEnd() {
        return pauses.isEmpty() ? 0 : pauses.get(pauses.size() - 1).to;
    }

    /** For how long the pool was awake since then, at most. */
    long awake(long since, long now) {
        return awake(since, now, unnoticed);
    }

    /** The same, at least. */
    long surelyAwake(long since, long now) {
        return awake(since, now, 0);
    }

    /** For how long it has stood still since then. */
    long since(long time) {
        return pauses.stream().mapToLong(pause -> Math.max(0, pause.to - Math.max(pause.from, time))).sum();
    }

    private long awake(long since, long now, long counted) {
        long awake = now - since;
        for (Pause pause : pauses) {
            long within = Math.min(pause.to, now) - Math.max(pause.from, since);
            awake -= Math.max(0, within - counted);
        }
        return awake;
    }
}
