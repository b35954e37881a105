package dev.carom.internal.engine;

/**
 * What the engine needs to know of the pool's options. Durations are nanoseconds, and 0 stands for "none" throughout.
 *
 * @param processes how many workers serve
 * @param spares how many more are kept warm
 * @param softLimit of tasks that say nothing else
 * @param hardLimit of tasks that say nothing else
 * @param lostWorkerTimeout how long a dead worker's channel, or exit, is waited for
 * @param maxTasksPerChild tasks after which a worker is recycled
 * @param maxTasksJitter up to how many of these are taken off at random, so that workers do not leave together
 * @param maxMemory bytes above which a worker is recycled after a task
 * @param hardMemory bytes above which a worker is killed during a task
 * @param maxLifetime of a worker, up to a tenth less at random
 * @param idleTimeout after which a worker with nothing to do leaves
 * @param maxRestarts crashes allowed within the window
 * @param restartWindow see {@code maxRestarts}
 * @param startTimeout from launch to ready
 * @param stackWait how long the hard limit waits for the stack of the task before it kills
 * @param confirmTimeout how long a task that was accepted waits to be confirmed; none: it starts without that
 * @param recycleAfterRaise whether a worker leaves after a soft limit struck in it
 * @param prefetch the most tasks that may be sent to a worker ahead of the running one
 * @param processors that the workers share
 * @param seed of all that is random
 */
public record EngineConfig(
        int processes,
        int spares,
        long softLimit,
        long hardLimit,
        long lostWorkerTimeout,
        int maxTasksPerChild,
        int maxTasksJitter,
        long maxMemory,
        long hardMemory,
        long maxLifetime,
        long idleTimeout,
        int maxRestarts,
        long restartWindow,
        long startTimeout,
        long stackWait,
        long confirmTimeout,
        boolean recycleAfterRaise,
        int prefetch,
        int processors,
        long seed) {

    /** Whether a task starts only once it is confirmed. */
    boolean synack() {
        return confirmTimeout > 0;
    }
}
