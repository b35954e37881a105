package dev.carom.internal.runtime;

import dev.carom.internal.results.PoolPort;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The slots that submitters may wait for: one for each worker, or those of a semaphore of the user's. */
final class Slots {
    /** How soon a submitter that waits notices that the pool takes no more work. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    private final Semaphore semaphore;
    private final @Nullable Own own;

    /** Whether no task begins before the callbacks that came earlier have returned. */
    private final boolean confirms;

    /** How many tasks have a slot that there was none of; so many are not given back to the semaphore. */
    private final AtomicInteger owed = new AtomicInteger();

    private Slots(@Nullable Semaphore given, int processes, boolean confirms) {
        this.own = given == null ? new Own(processes) : null;
        this.semaphore = given == null ? own : given;
        this.confirms = confirms;
    }

    static Slots of(RuntimeConfig config, int processes) {
        return new Slots(config.admission().slots(), processes, config.confirmation() != null);
    }

    /** A semaphore whose permits may go below zero when the pool shrinks. */
    private static final class Own extends Semaphore {
        private static final long serialVersionUID = 1L;

        Own(int permits) {
            super(permits, true);
        }

        void reduce(int n) {
            reducePermits(n);
        }
    }

    /**
     * Waits for a slot while {@code open} says so. A callback that others wait for to be confirmed does not wait, but takes one
     * more than there are: who holds the slots may be among those. Where a host drives the pool it waits by driving it, as
     * nobody else may.
     *
     * @return whether a slot is held now; {@code false} when the pool closed
     * @throws TimeoutException if there was none in time
     */
    boolean acquire(BooleanSupplier open, PoolPort pool, TimeLimit limit) throws InterruptedException, TimeoutException {
        while (open.getAsBoolean()) {
            if (confirms && pool.inCallback()) {
                if (!semaphore.tryAcquire()) {
                    owed.incrementAndGet();
                }
                return true;
            }
            long wait = Math.min(LOOK_AGAIN, limit.left());
            if (pool.hostDriven() ? semaphore.tryAcquire() : semaphore.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
                return true;
            }
            if (limit.isOver()) {
                throw new TimeoutException("no slot became free in time");
            }
            if (pool.hostDriven()) {
                pool.drive(() -> semaphore.availablePermits() > 0 || !open.getAsBoolean(), wait);
            }
        }
        return false;
    }

    void release() {
        if (owed.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            semaphore.release();
        }
    }

    /** The pool has so many workers more, or fewer. Slots of the user's own are the user's to move. */
    void resize(int n) {
        if (own != null && n > 0) {
            own.release(n);
        } else if (own != null) {
            own.reduce(-n);
        }
    }
}
