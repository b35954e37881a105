package dev.carom.internal.runtime;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The slots that submitters wait for: none, the pool's own, or a semaphore of the user's that pools may share. */
final class Slots {
    /** How soon a submitter that waits notices that the pool takes no more work. */
    private static final long LOOK_AGAIN = 100;

    private final @Nullable Semaphore semaphore;
    private final @Nullable Own own;

    Slots(@Nullable Semaphore given, boolean putLocks, int processes) {
        this.own = given == null && putLocks ? new Own(processes) : null;
        this.semaphore = own == null ? given : own;
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
     * Waits for a slot while {@code open} says so.
     *
     * @return whether a slot is held now; {@code false} where there are none to wait for, and when the pool closed
     */
    boolean acquire(BooleanSupplier open) throws InterruptedException {
        if (semaphore == null) {
            return false;
        }
        while (open.getAsBoolean()) {
            if (semaphore.tryAcquire(LOOK_AGAIN, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    void release() {
        if (semaphore != null) {
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
