package dev.carom.internal.engine;

import java.util.SplittableRandom;

/**
 * How often workers may die, and how long to wait before the next start.
 *
 * <p>Crashes are counted in a window that begins with the first of them; one more than allowed within it is too many.
 * Nothing that a task does resets the count.
 *
 * <p>Starts come in rounds: the workers that are missing are started together. Rounds of which none becomes ready are spaced
 * out, 100 ms to 30 s; after some of them the pool is {@linkplain #isHopeless() hopeless}, soon if it never had a worker.
 */
final class RestartPolicy {
    private static final long FIRST_DELAY = 100_000_000L;
    private static final long LONGEST_DELAY = 30_000_000_000L;
    /** Rounds that may fail before any worker was ever ready: 3 s of waiting, and the starts themselves. */
    static final int FIRST_ROUNDS = 6;
    /** Rounds that may fail in a row later on: two minutes of waiting. */
    static final int ROUNDS = 12;

    private final int maxRestarts;
    private final long window;
    private final SplittableRandom random;

    private int crashes;
    private int allCrashes;
    private long windowStart;
    /** Rounds that failed, one after the other. */
    private int failedRounds;
    private boolean everReady;
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

    /** A worker died before it was ready: puts off the next start, unless another one of its round has done so. */
    void startFailed(long now) {
        if (now < notBefore) {
            return;
        }
        long delay = Math.min(LONGEST_DELAY, FIRST_DELAY << Math.min(failedRounds, 20));
        failedRounds++;
        notBefore = now + delay + random.nextLong(delay / 4 + 1);
    }

    /** Whether so many rounds failed that the next one would, too. */
    boolean isHopeless() {
        return failedRounds >= (everReady ? ROUNDS : FIRST_ROUNDS);
    }

    int failedRounds() {
        return failedRounds;
    }

    void ready() {
        everReady = true;
        failedRounds = 0;
        notBefore = Long.MIN_VALUE;
    }

    /** When the next worker may be started. */
    long notBefore() {
        return notBefore;
    }

    /** Whether the last start failed. */
    boolean isBackingOff() {
        return failedRounds > 0;
    }

    /** Crashes in the window that is open, if one is. */
    int recentCrashes(long now) {
        return now - windowStart >= window ? 0 : crashes;
    }

    /** Crashes in the window that the last one fell into. */
    int crashes() {
        return crashes;
    }

    /** Crashes since the pool was made. */
    int allCrashes() {
        return allCrashes;
    }
}
