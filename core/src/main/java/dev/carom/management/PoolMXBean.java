package dev.carom.management;

import java.util.Map;

/**
 * What JMX tools see of a pool that was built with {@code jmx(true)}, under {@code dev.carom:type=Pool,name=...}, from its
 * start to its end. All is to be read only. The figures are those of {@link dev.carom.PoolStatistics}, where they are
 * explained; each attribute is of the instant when it is read. Times are in seconds.
 */
public interface PoolMXBean {
    String getName();

    /** Of {@link dev.carom.PoolState}. */
    String getState();

    // ---- now

    /** How many workers should serve. */
    int getProcesses();

    /** How many there are, spares and those that start or leave included. */
    int getWorkers();

    /** How many have a task. */
    int getBusy();

    int getSpares();

    /** Tasks that no worker has been sent. */
    int getQueued();

    double getOldestQueuedSeconds();

    long getUnfinished();

    // ---- since the pool was made

    long getSubmitted();

    long getSucceeded();

    long getFailed();

    long getTimedOut();

    long getCancelled();

    long getTerminated();

    long getLost();

    long getRefused();

    long getRejected();

    double getMeanWaitSeconds();

    double getLongestWaitSeconds();

    double getMeanRunSeconds();

    double getLongestRunSeconds();

    /** How many workers have left, by the names of {@link dev.carom.WorkerExit}. */
    Map<String, Long> getExits();

    long getRestarts();

    long getCrashes();

    /** Those that count for {@code maxRestarts} now. */
    int getRecentCrashes();

    /**
     * Workers that crashed or were killed for what they ran, the last one first, 20 at most: when that was (in UTC, by the
     * clock as it is now), why, {@code task=} and the task's correlation id where it ran one that has one, and what else is
     * known: the worker's last output and the summary of its crash report in lines of their own.
     */
    String[] getLastDeaths();

    // ---- the slowest

    /** Tasks that run, a line for each, those that run the longest first. */
    String[] getSlowestRunning();

    /** Tasks that ended in the last 10 minutes, a line for each, those that ran the longest first. */
    String[] getSlowestEnded();
}
