package dev.carom.internal.engine;

/**
 * How many spares it takes so that one is ready whenever a worker is recycled: as many as are used up while one starts. Both
 * are measured, as moving averages.
 */
final class SpareDemand {
    private static final int SMOOTHING = 4;

    private long startTime;
    private long interval;
    private long recycledAt = Long.MIN_VALUE;

    void started(long took) {
        startTime += (took - startTime) / (startTime == 0 ? 1 : SMOOTHING);
    }

    void recycled(long now) {
        if (recycledAt != Long.MIN_VALUE) {
            long since = now - recycledAt;
            interval += (since - interval) / (interval == 0 ? 1 : SMOOTHING);
        }
        recycledAt = now;
    }

    /**
     * At least the configured number, and at most one more for every two workers; none where none are configured. Where
     * recycling has paused for longer than usual, the pause counts.
     */
    int wanted(int configured, int target, long now) {
        if (configured == 0 || interval == 0) {
            return configured;
        }
        long pace = Math.max(1, Math.max(interval, now - recycledAt));
        long used = (startTime + pace - 1) / pace;
        return (int) Math.max(configured, Math.min(used, most(configured, target)));
    }

    static int most(int configured, int target) {
        return configured == 0 ? 0 : configured + (target + 1) / 2;
    }
}
