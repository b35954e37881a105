package dev.carom.internal.results;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Something that threads wait for. Those that wait form a lock-free stack; a wake-up costs one unpark for each. */
abstract class Waitable {
    private static final VarHandle TOP = handle(MethodHandles.lookup(), Waitable.class, "top", Waiter.class);

    private volatile @Nullable Waiter top;

    static VarHandle handle(MethodHandles.Lookup lookup, Class<?> owner, String field, Class<?> type) {
        try {
            return lookup.findVarHandle(owner, field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Waits until {@code met}, which must come true by a volatile write that {@link #wakeAll} follows.
     *
     * @param nanos at most; {@code Long.MAX_VALUE} for ever
     * @return whether it is met
     */
    final boolean await(PoolPort port, BooleanSupplier met, long nanos) throws InterruptedException {
        if (met.getAsBoolean()) {
            return true;
        }
        return port.hostDriven() ? port.drive(met, nanos) : park(met, nanos);
    }

    /** As {@code await}, in a thread that must not drive the pool: what it waits for is done by another thread. */
    final boolean park(BooleanSupplier met, long nanos) throws InterruptedException {
        boolean timed = nanos != Long.MAX_VALUE;
        long deadline = timed ? System.nanoTime() + nanos : 0;
        Waiter self = new Waiter(Thread.currentThread());
        push(self);
        try {
            // Looked at only after the push: a wakeAll before it may have missed this thread.
            while (!met.getAsBoolean()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!timed) {
                    LockSupport.park(this);
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, left);
                }
                if (self.taken && !met.getAsBoolean()) {
                    // Woken for a condition that others wait for (ended), while this thread waits for more (decoded).
                    self = new Waiter(Thread.currentThread());
                    push(self);
                }
            }
            return true;
        } finally {
            remove(self);
        }
    }

    /** As {@code await}, in a thread that reads from the source until it has brought the outcome, or will bring nothing more. */
    final void awaitFrom(Source source, BooleanSupplier met) throws InterruptedException {
        Waiter self = new Waiter(Thread.currentThread(), source);
        push(self);
        try {
            boolean more = true;
            while (more && !met.getAsBoolean()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                more = source.read(met);
            }
        } finally {
            remove(self);
        }
    }

    /** Wakes every thread that waits; it looks for itself whether its condition is met. */
    final void wakeAll() {
        Waiter waiter = top == null ? null : (Waiter) TOP.getAndSet(this, null);
        while (waiter != null) {
            Waiter next = waiter.next;
            Thread thread = waiter.thread;
            waiter.taken = true;
            if (thread != null) {
                waiter.wake(thread);
            }
            waiter.next = null; // an old waiter must not keep younger ones alive
            waiter = next;
        }
    }

    private void push(Waiter waiter) {
        do {
            waiter.next = top;
        } while (!TOP.compareAndSet(this, waiter.next, waiter));
    }

    /** Sweeps out those that gave up, so that a result that is asked for often, and not had, keeps no trail of them. */
    private void remove(Waiter gone) {
        gone.thread = null;
        if (gone.taken) {
            return;
        }
        Waiter before = null;
        Waiter waiter = top;
        while (waiter != null) {
            Waiter next = waiter.next;
            if (waiter.thread != null) {
                before = waiter;
            } else if (before == null) {
                // Where a push came first, start again from the new top.
                if (!TOP.compareAndSet(this, waiter, next)) {
                    waiter = top;
                    continue;
                }
            } else {
                before.next = next;
                if (before.thread == null) {
                    // The one before has left too, and may be unlinked by now, and this change with it: start again.
                    before = null;
                    waiter = top;
                    continue;
                }
            }
            waiter = next;
        }
    }

    private static final class Waiter {
        private volatile @Nullable Thread thread;
        private volatile @Nullable Waiter next;
        private volatile boolean taken;

        /** What the thread reads from; null where it is parked. */
        private final @Nullable Source source;

        private Waiter(Thread thread) {
            this(thread, null);
        }

        private Waiter(Thread thread, @Nullable Source source) {
            this.thread = thread;
            this.source = source;
        }

        private void wake(Thread waiting) {
            if (source == null) {
                LockSupport.unpark(waiting);
            } else if (waiting != Thread.currentThread()) {
                source.wake();
            }
        }
    }
}
