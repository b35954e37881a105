package dev.carom.internal.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Whether, and for how long, those that wait for a channel poll it before they block: callers here, and the workers that they
 * call. A thread that polls takes a processor, so it must be one that nobody else in the pool needs: each task that has no
 * outcome counts as a busy worker, and each caller that polls as a busy thread.
 */
final class Spin {
    private final long nanos;
    private final int processors;
    private final LongSupplier unfinished;

    /** Callers that poll now. */
    private final AtomicInteger callers = new AtomicInteger();

    /**
     * @param nanos 0: nobody polls
     * @param unfinished how many tasks have no outcome; of any thread, and cheap
     */
    Spin(long nanos, int processors, LongSupplier unfinished) {
        this.nanos = nanos;
        this.processors = processors;
        this.unfinished = unfinished;
    }

    /** The longest poll of a worker whose caller is about to wait; 0 where there is no processor for both. */
    long forWorker() {
        return nanos > 0 && hasProcessorFor(callers.get() + 1) ? nanos : 0;
    }

    /** Whether the calling thread, whose task has no outcome yet, may poll now; then {@link #end} is to follow. */
    boolean begin() {
        if (nanos == 0) {
            return false;
        }
        if (hasProcessorFor(callers.incrementAndGet())) {
            return true;
        }
        end();
        return false;
    }

    /** Whether a thread may go on that has polled since {@code start}, of {@link System#nanoTime}. */
    boolean goesOn(long start) {
        return System.nanoTime() - start < nanos && hasProcessorFor(callers.get());
    }

    void end() {
        callers.decrementAndGet();
    }

    private boolean hasProcessorFor(int polling) {
        return polling + unfinished.getAsLong() <= processors;
    }
}
