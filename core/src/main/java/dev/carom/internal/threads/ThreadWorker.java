package dev.carom.internal.threads;

import dev.carom.internal.wire.StackDump;
import dev.carom.internal.wire.TaskHeader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is a thread: what was sent to it and where it stands, which decides what may reach its thread from others.
 *
 * <pre>
 * LOOP   Carom's own code           nothing
 * TASK   user code, or decoding     an interrupt
 * CODEC  encoding what came of it   an interrupt, only when it is abandoned
 * </pre>
 *
 * Nobody can end a thread. One that is <em>abandoned</em> is interrupted, and left to itself: nothing it says is heard, and
 * it ends when its user code does. It is not known whether that ever happens.
 *
 * <p>An interrupt may run user code, which may block: of a channel that it closes. So interrupts have a lock of their own, and
 * whoever calls {@link #strike} and {@link #interrupt} may be held up; all other methods return at once.
 */
public final class ThreadWorker {
    private enum Where { LOOP, TASK, CODEC }

    /** What was sent, or what must be known before what was. */
    sealed interface Item {}

    record Definition(int template, byte[] definition) implements Item {}

    record Delivery(long attempt, TaskHeader header, byte[] payload) implements Item {}

    private final TaskThread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<Item> inbox = new ArrayDeque<>();
    private long unconfirmed;
    private @Nullable Boolean confirmation;
    private boolean closing;

    /** Held by whoever interrupts the thread, and by the thread where it must not be. */
    private final ReentrantLock gate = new ReentrantLock();

    // Guarded by the gate.
    private Where where = Where.LOOP;
    private boolean struck;

    /** The attempt whose limit has passed, where that was not under way yet. */
    private long struckEarly;

    /** Written under the gate. */
    private volatile @Nullable AttemptContext current;

    private volatile boolean abandoned;

    /** @param number of the worker, never used before in its pool */
    public ThreadWorker(WorkerSetup setup, int number, Parent parent) {
        this.thread = new TaskThread(this, setup, number, parent);
    }

    // ---- by the pool

    /** @throws OutOfMemoryError if there is no room for a thread */
    public void start() {
        thread.start();
    }

    public Thread thread() {
        return thread;
    }

    /** Wakes nobody; see {@link #wake}. As the next ones. */
    public void define(int template, byte[] definition) {
        add(new Definition(template, definition));
    }

    public void deliver(long attempt, TaskHeader header, byte[] payload) {
        add(new Delivery(attempt, header, payload));
    }

    private void add(Item item) {
        lock.lock();
        try {
            inbox.add(item);
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what was sent; false where it was taken, or will be none the less. */
    public boolean revoke(long attempt) {
        lock.lock();
        try {
            return inbox.removeIf(item -> item instanceof Delivery delivery && delivery.attempt() == attempt);
        } finally {
            lock.unlock();
        }
    }

    public void confirm(long attempt, boolean go) {
        lock.lock();
        try {
            if (unconfirmed == attempt) {
                confirmation = go;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets it leave when what it has accepted is done; returns what it had not accepted, and will not. */
    public List<Long> close() {
        List<Long> left = new ArrayList<>();
        lock.lock();
        try {
            closing = true;
            for (Iterator<Item> items = inbox.iterator(); items.hasNext(); ) {
                if (items.next() instanceof Delivery delivery) {
                    left.add(delivery.attempt());
                    items.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        return left;
    }

    /** Has the thread see what was added. */
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The soft limit of the attempt has passed: interrupts it, if it is the one under way, or will be. */
    public void strike(long attempt) {
        gate.lock();
        try {
            AttemptContext context = current;
            if (context != null && context.attempt() == attempt && !struck) {
                struck = true;
                context.passSoftLimit();
                if (where == Where.TASK) {
                    thread.interrupt();
                }
            } else if (context == null) {
                struckEarly = attempt; // accepted, and its thread had no time since; or it is over, and this changes nothing
            }
        } finally {
            gate.unlock();
        }
    }

    public StackDump dump() {
        return new StackDump(thread.getName(), List.of(thread.getStackTrace()));
    }

    /** Leaves it to itself: what was not accepted never will be. To be followed by {@link #interrupt}. */
    public void abandon() {
        abandoned = true;
        lock.lock();
        try {
            inbox.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isAbandoned() {
        return abandoned;
    }

    /** Interrupts the user code of a worker that was abandoned. */
    public void interrupt() {
        gate.lock();
        try {
            if (where != Where.LOOP) {
                thread.interrupt();
            }
        } finally {
            gate.unlock();
        }
    }

    // ---- by its thread

    /** Waits for what was sent; null when it has to leave. */
    @Nullable Item take() {
        lock.lock();
        try {
            while (inbox.isEmpty() && !closing && !abandoned) {
                changed.awaitUninterruptibly();
            }
            Item item = abandoned ? null : inbox.poll();
            if (item instanceof Delivery delivery) {
                unconfirmed = delivery.attempt();
                confirmation = null;
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the attempt that was taken last may run; waits for that to be said, so long at most. */
    boolean awaitConfirmation(long nanos) {
        long deadline = System.nanoTime() + nanos;
        lock.lock();
        try {
            while (confirmation == null && !abandoned && System.nanoTime() - deadline < 0) {
                try {
                    changed.awaitNanos(deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    // Nobody who may interrupts a thread in the loop.
                }
            }
            unconfirmed = 0;
            return confirmation != null && confirmation;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Before user code, of the initializer or the exit hook where there is no attempt. False where it must not run: guards
     * against being abandoned between acceptance, which the pool may not have heard of, and this.
     */
    boolean enterTask(@Nullable AttemptContext context) {
        gate.lock();
        try {
            if (abandoned) {
                return false;
            }
            Thread.interrupted(); // by somebody who kept this thread from an earlier task
            current = context;
            where = Where.TASK;
            struck = context != null && context.attempt() == struckEarly;
            if (struck) {
                context.passSoftLimit();
                thread.interrupt();
            }
            return true;
        } finally {
            gate.unlock();
        }
    }

    /** After the task, before what came of it is encoded. Returns whether its soft limit struck. */
    boolean enterCodec() {
        gate.lock();
        try {
            where = Where.CODEC;
            if (!abandoned) {
                Thread.interrupted();
            }
            return struck;
        } finally {
            gate.unlock();
        }
    }

    /** After all user code. False where nobody is interested any more. */
    boolean enterLoop() {
        gate.lock();
        try {
            where = Where.LOOP;
            current = null;
            Thread.interrupted();
            return !abandoned;
        } finally {
            gate.unlock();
        }
    }

    @Nullable AttemptContext current() {
        return current;
    }

    boolean interruptEndsAttempt() {
        gate.lock();
        try {
            return struck || abandoned;
        } finally {
            gate.unlock();
        }
    }
}
