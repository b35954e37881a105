package dev.carom.internal.runtime;

import dev.carom.internal.results.PoolPort;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The slots that submitters may wait for: one for each worker, or those of a semaphore of the user's. */
final class Slots {
    /** How soon a submitter that waits notices that the pool takes no more work. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    private final Semaphore semaphore;
    private final @Nullable Own own;

    Slots(@Nullable Semaphore given, int processes) {
        this.own = given == null ? new Own(processes) : null;
        this.semaphore = given == null ? own : given;
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
     * Waits for a slot while {@code open} says so; where a host drives the pool, by driving it, as nobody else may.
     *
     * @return whether a slot is held now; {@code false} when the pool closed
     * @throws TimeoutException if there was none in time
     */
    boolean acquire(BooleanSupplier open, PoolPort pool, TimeLimit limit) throws InterruptedException, TimeoutException {
        while (open.getAsBoolean()) {
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
        semaphore.release();
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
