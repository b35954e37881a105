package dev.carom.benchmarks.compare;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/** A pool as the comparison uses it; each in the way that its own users would. */
interface ComparedPool extends AutoCloseable {

    /** A no-op, there and back. */
    void apply() throws Exception;

    /** Submits so many no-ops, then waits for all. */
    void async(int tasks) throws Exception;

    /**
     * Maps the identity, and returns how many answers came.
     *
     * @param chunk 0: the pool's default
     */
    int map(List<Integer> inputs, int chunk) throws Exception;

    byte[] echo(byte[] bytes) throws Exception;

    <T> Future<T> submit(Job<T> job) throws Exception;

    /** As {@link #submit}, with a limit after which the job is killed. */
    default Future<?> submit(Job<?> job, Duration limit) throws Exception {
        throw new UnsupportedOperationException("no hard limit");
    }

    /** Ends the pool without waiting for what it runs. */
    @Override
    void close();
}
