package dev.carom.internal.results;

import java.util.function.BooleanSupplier;

/** What results need of the pool that runs their tasks. */
public interface PoolPort {

    /** The name of the pool, for logs. */
    String pool();

    /**
     * Cancels. Where it answers {@code true}, the submission ends as cancelled and in no other way; its result says so at
     * once, and the {@link Outcome.Cancelled} that the pool still delivers changes nothing. Never blocks.
     */
    boolean cancel(Submission submission, boolean mayInterruptIfRunning);

    /** Ends the submission as terminated, by a signal to its worker if it runs. Never blocks. */
    void terminate(Submission submission, int signal);

    /** Forgets the submission: it does not start any more; what it still answers is dropped. Never blocks. */
    void discard(Submission submission);

    /**
     * Runs callbacks one at a time, in the order in which they were handed in, on no thread that serves workers. Never
     * blocks, and throws nothing, also once the pool has ended.
     */
    void callback(Runnable callback);

    /** Whether the calling thread runs a callback of the pool now, so that others wait for it to return. */
    boolean inCallback();

    /** Whether the threads that wait drive the pool, as it has no threads of its own. */
    boolean hostDriven();

    /**
     * Only where {@link #hostDriven()}: drives the pool until {@code met}, for so long at most ({@code Long.MAX_VALUE}: for
     * ever), and returns whether it is met. Looks at {@code met} after each step, also one that another thread made: a
     * thread must not go on waiting for its turn when its result has come meanwhile.
     */
    boolean drive(BooleanSupplier met, long nanos) throws InterruptedException;

    /** Something is met that a thread may {@linkplain #drive drive} the pool for, and that the pool knows nothing of. */
    void met();
}
