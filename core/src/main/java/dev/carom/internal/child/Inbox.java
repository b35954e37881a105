package dev.carom.internal.child;

import dev.carom.internal.wire.FrameSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that came and have not been taken, and whose turn it is to read the channel.
 *
 * <pre>
 * NOBODY  -> TASK      the task thread has nothing to run: it reads, and runs what it reads without a hand-over
 * TASK    -> NOBODY    it found work
 * NOBODY  -> CONTROL   nobody has read between two looks of the control thread, a {@link #LOOK} apart: the task takes long
 * CONTROL -> NOBODY    the task thread waits and there is something for it, or its tasks are tiny again: it reads next,
 *                      also where it waits for the rest of a long frame
 * </pre>
 *
 * The control thread looks only while the task thread comes and goes. When that has been reading for {@link #QUIET} looks it
 * sleeps deep, and is woken by TASK -> NOBODY. Where tasks have to be confirmed ({@code controlReads}) its turn never
 * ends, since the wait for a confirmation is bounded and a read is not.
 *
 * <p>Once the last attempt is over the control thread takes no turn any more: a JVM that exits waits for up to 300 ms while any
 * thread is inside a read.
 *
 * <p>An attempt is taken or revoked under the lock, so it is one of the two.
 */
final class Inbox {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int QUIET = 20;

    /** What the task thread takes, in the order in which it came. */
    sealed interface Item permits Delivery, Definition {}

    /** The body of a DEFINE frame: applied by the task thread, whose decoder it is for. */
    record Definition(byte[] body) implements Item {}

    private enum Turn { NOBODY, TASK, CONTROL }

    private final Link link;
    private final boolean controlReads;
    private final ReentrantLock lock = new ReentrantLock();

    /** For the task thread: an item, the end, or a turn to read. */
    private final Condition work = lock.newCondition();

    /** For the control thread in its deep sleep. */
    private final Condition stir = lock.newCondition();

    private final ArrayDeque<Item> items = new ArrayDeque<>();

    /** What a read has brought so far, in order: whoever reads adds to it without the lock. */
    private final ArrayDeque<Item> arriving = new ArrayDeque<>();

    private volatile Turn turn = Turn.NOBODY;
    private long turns;
    private boolean taskWaits;
    private boolean controlSleeps;
    private boolean taskIsBrisk;
    private boolean closed;

    /** Closed, and the task thread has nothing left. */
    private boolean over;

    /** The attempt that waits to be confirmed, 0 for none, and the answer once it is there. */
    private long unconfirmed;

    private @Nullable Boolean confirmation;

    Inbox(Link link, boolean controlReads) {
        this.link = link;
        this.controlReads = controlReads;
    }

    // ---- by whoever reads

    /** It may be taken once the read is over that has brought it. */
    void add(Item item) {
        arriving.add(item);
    }

    /** The lock is held, by whoever reads. */
    private void letIn() {
        for (Item item = arriving.poll(); item != null; item = arriving.poll()) {
            items.add(item);
        }
    }

    /** Removes the attempt; false if it was taken, or never came. */
    boolean revoke(long attempt) {
        lock.lock();
        try {
            letIn();
            for (Iterator<Item> i = items.iterator(); i.hasNext(); ) {
                if (i.next() instanceof Delivery delivery && delivery.attempt() == attempt) {
                    i.remove();
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is taken from here on. Returns the attempts that were not. */
    List<Delivery> close() {
        lock.lock();
        try {
            letIn();
            List<Delivery> left = new ArrayList<>();
            for (Item item : items) {
                if (item instanceof Delivery delivery) {
                    left.add(delivery);
                }
            }
            items.clear();
            closed = true;
            return left;
        } finally {
            lock.unlock();
        }
    }

    void confirm(long attempt, boolean run) {
        lock.lock();
        try {
            if (attempt == unconfirmed) {
                confirmation = run;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- by the task thread

    /** What is there already. {@code brisk}: the tasks are tiny, so that this thread would rather read by itself. */
    @Nullable Item poll(boolean brisk) {
        lock.lock();
        try {
            taskIsBrisk = brisk;
            return items.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an item, reading by itself where it can; null once closed. */
    @Nullable Item take(FrameSink sink) {
        lock.lock();
        try {
            while (true) {
                if (turn == Turn.NOBODY && items.isEmpty() && !closed && !controlReads) {
                    readAsTask(sink);
                } else if (!items.isEmpty() || closed) {
                    over = items.isEmpty();
                    return items.poll();
                } else {
                    taskWaits = true;
                    work.awaitUninterruptibly();
                    taskWaits = false;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void readAsTask(FrameSink sink) {
        turn = Turn.TASK;
        turns++;
        boolean polled = false;
        while (items.isEmpty() && !closed) {
            lock.unlock();
            try {
                if (polled || !link.poll(sink)) {
                    link.read(sink);
                }
                polled = true;
            } finally {
                lock.lock();
                letIn();
            }
        }
        turn = Turn.NOBODY;
        turns++;
        if (controlSleeps) {
            stir.signal();
        }
    }

    /** To be called before the attempt is accepted, so that no answer is missed. */
    void expectConfirmation(long attempt) {
        lock.lock();
        try {
            unconfirmed = attempt;
            confirmation = null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the attempt may run: false when it was refused, or when no answer came in time. */
    boolean awaitConfirmation(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (confirmation == null && left > 0) {
                left = work.awaitNanos(left);
            }
            return Boolean.TRUE.equals(confirmation);
        } catch (InterruptedException e) {
            throw new AssertionError("a worker thread cannot be interrupted here", e);
        } finally {
            unconfirmed = 0;
            lock.unlock();
        }
    }

    /** Whether the control thread looks again soon, rather than being inside a read for any time. */
    boolean isLookedAt() {
        return turn != Turn.CONTROL;
    }

    // ---- by the control thread

    /** Reads whenever the task thread does not, until that has nothing left. {@code beforeTurn} is called before each turn. */
    void control(FrameSink sink, Runnable beforeTurn) {
        lock.lock();
        try {
            long seen = -1;
            int quiet = 0;
            while (!isOver()) {
                if (turn == Turn.NOBODY && (controlReads || turns == seen)) {
                    readAsControl(sink, beforeTurn);
                    quiet = 0;
                } else if (turn == Turn.TASK && turns == seen && ++quiet >= QUIET) {
                    controlSleeps = true;
                    stir.awaitUninterruptibly();
                    controlSleeps = false;
                    quiet = 0;
                } else {
                    quiet = turns == seen ? quiet : 0;
                    seen = turns;
                    stir.awaitNanos(LOOK);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("the control thread cannot be interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Guards against a task thread that waits, and has not seen yet that nothing comes any more. */
    private boolean isOver() {
        return over || closed && taskWaits;
    }

    private void readAsControl(FrameSink sink, Runnable beforeTurn) {
        turn = Turn.CONTROL;
        turns++;
        lock.unlock();
        try {
            beforeTurn.run();
        } finally {
            lock.lock();
        }
        boolean read = false;
        while (turn == Turn.CONTROL) {
            // Guard against a task thread that began to wait after the last frames were handed over.
            if (taskWaits && (closed || !items.isEmpty())) {
                work.signal();
                turn = controlReads && !closed ? Turn.CONTROL : Turn.NOBODY;
            } else if (read && taskIsBrisk && !controlReads) {
                turn = Turn.NOBODY;
                work.signal();
            }
            if (turn == Turn.CONTROL) {
                lock.unlock();
                try {
                    link.read(sink);
                } finally {
                    lock.lock();
                    letIn();
                }
                read = true;
            }
        }
        turns++;
    }
}
