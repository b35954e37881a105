package dev.carom.internal.engine;

import java.util.SplittableRandom;

/**
 * What the engine needs to know of the pool's options. Durations are nanoseconds, and 0 stands for "none" throughout.
 *
 * @param processes how many workers serve
 * @param spares how many more are kept warm
 * @param lostWorkerTimeout how long a dead worker's channel, or exit, is waited for
 * @param lifespan of each worker
 * @param maxRestarts crashes allowed within the window
 * @param restartWindow see {@code maxRestarts}
 * @param startTimeout from launch to ready
 * @param stackWait how long the hard limit waits for the stack of the task before it kills
 * @param confirmTimeout how long a task that was accepted waits to be confirmed; none: it starts without that
 * @param prefetch the most tasks that may be sent to a worker ahead of the running one
 * @param processors that the workers share
 * @param seed of all that is random
 */
public record EngineConfig(
        int processes,
        int spares,
        long lostWorkerTimeout,
        Lifespan lifespan,
        int maxRestarts,
        long restartWindow,
        long startTimeout,
        long stackWait,
        long confirmTimeout,
        int prefetch,
        int processors,
        long seed) {

    /** Of those that serve, and of spares: more than a machine has room for, so a greater number is a mistake. */
    public static final int MOST_WORKERS = 10_000;

    /**
     * When a worker that serves well leaves, or has to.
     *
     * @param maxTasksPerChild tasks after which it is recycled
     * @param maxTasksJitter up to how many of these are taken off at random, so that workers do not leave together
     * @param maxMemory bytes above which it is recycled after a task
     * @param hardMemory bytes above which it is killed during a task
     * @param maxLifetime up to a tenth less at random
     * @param idleTimeout after which it leaves if it has nothing to do
     * @param recycleAfterRaise whether it leaves after a soft limit struck in it
     */
    public record Lifespan(
            int maxTasksPerChild,
            int maxTasksJitter,
            long maxMemory,
            long hardMemory,
            long maxLifetime,
            long idleTimeout,
            boolean recycleAfterRaise) {

        public static final Lifespan UNLIMITED = new Lifespan(0, 0, 0, 0, 0, 0, false);

        /** How many tasks one worker may finish. */
        int tasks(SplittableRandom random) {
            int jitter = Math.min(maxTasksJitter, maxTasksPerChild - 1);
            return maxTasksPerChild - (jitter > 0 ? random.nextInt(jitter + 1) : 0);
        }

        /** How long one worker may live. */
        long time(SplittableRandom random) {
            return maxLifetime == 0 ? 0 : maxLifetime - random.nextLong(maxLifetime / 10 + 1);
        }

        /** Whether a worker leaves that has so much after a task: what comes next must not be killed for what that one left. */
        boolean isTooLarge(long rss) {
            return maxMemory > 0 && rss > maxMemory || hardMemory > 0 && rss > hardMemory;
        }
    }

    /** Whether a task starts only once it is confirmed. */
    boolean synack() {
        return confirmTimeout > 0;
    }
}
