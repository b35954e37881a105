package dev.carom.internal.engine;

import java.util.SplittableRandom;

/**
 * How often workers may die, and how long to wait before the next start.
 *
 * <p>Crashes are counted in a window that begins with the first of them; one more than allowed within it is too many.
 * Nothing that a task does resets the count. Starts that fail one after the other are spaced out, 100 ms to 30 s.
 */
final class RestartPolicy {
    private static final long FIRST_DELAY = 100_000_000L;
    private static final long LONGEST_DELAY = 30_000_000_000L;

    private final int maxRestarts;
    private final long window;
    private final SplittableRandom random;

    private int crashes;
    private int allCrashes;
    private long windowStart;
    private int failedStarts;
    private long notBefore = Long.MIN_VALUE;

    RestartPolicy(int maxRestarts, long window, SplittableRandom random) {
        this.maxRestarts = maxRestarts;
        this.window = window;
        this.random = random;
    }

    /** Counts a crash, and returns whether it is one too many. */
    boolean crashed(long now) {
        if (crashes > 0 && now - windowStart >= window) {
            crashes = 0;
        }
        if (crashes == 0) {
            windowStart = now;
        }
        crashes++;
        allCrashes++;
        return crashes > maxRestarts;
    }

    /** Counts a worker that died before it was ready, and puts off the next start. */
    void startFailed(long now) {
        long delay = Math.min(LONGEST_DELAY, FIRST_DELAY << Math.min(failedStarts, 20));
        failedStarts++;
        notBefore = now + delay + random.nextLong(delay / 4 + 1);
    }

    void ready() {
        failedStarts = 0;
        notBefore = Long.MIN_VALUE;
    }

    /** When the next worker may be started. */
    long notBefore() {
        return notBefore;
    }

    /** Whether the last start failed. */
    boolean isBackingOff() {
        return failedStarts > 0;
    }

    /** Crashes in the window that is open. */
    int crashes() {
        return crashes;
    }

    /** Crashes since the pool was made. */
    int allCrashes() {
        return allCrashes;
    }
}
