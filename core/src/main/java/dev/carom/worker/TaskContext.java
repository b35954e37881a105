package dev.carom.worker;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that runs, as seen from inside the task. A task that starts threads of its own may hand it to them: every
 * method may be called from any thread.
 */
public interface TaskContext {

    /**
     * The context of the attempt that runs on the calling thread.
     *
     * @throws IllegalStateException on any other thread than the one that runs a task
     */
    static TaskContext current() {
        TaskContext context =
                Thread.currentThread() instanceof Carrier carrier ? carrier.taskContext() : null;
        if (context == null) {
            throw new IllegalStateException("thread '" + Thread.currentThread().getName()
                    + "' does not run a task; call TaskContext.current() on the task's own thread and pass on what it"
                    + " returns");
        }
        return context;
    }

    /** The number of this attempt; no other attempt of the pool has the same. */
    long attempt();

    /** How often the task was delivered, this time included: 1, or more where {@code maxDeliveries} allows it. */
    int delivery();

    /** What the caller set as {@code correlationId}. */
    Optional<String> correlationId();

    /** What is left of the soft limit, zero once it has passed; empty where there is none. */
    Optional<Duration> softRemaining();

    /** What is left of the hard limit, zero at the least; empty where there is none. */
    Optional<Duration> hardRemaining();

    /** Whether the soft limit has struck. Stays true when the task has caught what that raised. */
    boolean softLimitPassed();

    /**
     * Tells the caller how far the task is, and renews the stall limit. Returns when the value was sent; interrupted, it returns at
     * once with the interrupt flag set, and the value is sent all the same. The value must not be changed before it was sent.
     *
     * @throws IllegalArgumentException if the value cannot be encoded or is too large
     * @throws IllegalStateException if the attempt has ended
     */
    void progress(Serializable value);

    /** A thread that runs tasks. For pools, not for tasks. */
    interface Carrier {

        /** The context of what this thread runs now; null between two attempts. */
        @Nullable TaskContext taskContext();

        /**
         * Whether an interrupt is meant for the attempt as a whole, as its soft limit has struck or nobody waits for it any more.
         * Any other one is an affair of the code that runs: of one element, in a map.
         */
        boolean interruptEndsAttempt();
    }
}
