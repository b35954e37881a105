package dev.carom.internal.runtime;

import dev.carom.internal.results.Source;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loan of a worker's channel to those that wait for what it brings. While tasks come one at a time, each from a thread
 * that waits for its result, that thread reads the answer by itself, and the I/O thread sleeps.
 *
 * <pre>
 * WATCHED -> LENT     a thread sends a task that its worker has to itself, {@value #STREAK} times in a row
 * LENT -> WATCHED     anything else is sent; or no such task came between two looks of the I/O thread
 * </pre>
 *
 * The I/O thread looks each {@value #LOOK_MILLIS} ms while anything is lent, so a channel that nobody reads is watched again
 * soon, whatever became of the borrower. Both may read meanwhile: the {@link Peer} keeps the order.
 */
final class Loan implements Source {
    static final long LOOK_MILLIS = 5;

    /** So often in a row it must have been worth while. */
    private static final int STREAK = 4;

    private static final int BUFFER = 64 << 10;

    /** Once much comes at a time. */
    private static final int LARGE_BUFFER = (256 + 4) << 10;

    /** Virtual threads, which JDK 17 does not have: their wait would hold a thread that others need. */
    private static final @Nullable Class<?> VIRTUAL = virtualThreads();

    private final Peer peer;
    private final SelectionKey watched;

    /** All loans of the pool that are lent. */
    private final Set<Loan> lent;

    private final Spin spin;
    private final Consumer<Throwable> failed;

    /** What borrowers wait with; null where it could not be had, so that nothing is lent. */
    private final @Nullable Selector selector;

    /** Held by the one that reads; the others wait elsewhere, as a selector that is waited for passes a wake-up to one alone. */
    private final ReentrantLock reading = new ReentrantLock();

    /** What they read into; null before the first one. */
    private @Nullable ByteBuffer buffer;
    /** Whether there was no memory for one, or for a larger one: to look for it takes half a second each time. */
    private volatile boolean cramped;
    private volatile boolean isLent;
    private volatile int streak;

    /** Since the last look. */
    private volatile boolean used;

    private boolean closed;

    /**
     * @param watched how the I/O thread waits for this channel
     * @param failed told of a bug of the pool
     */
    Loan(Peer peer, SocketChannel channel, SelectionKey watched, Set<Loan> lent, Spin spin, Consumer<Throwable> failed) {
        this.spin = spin;
        this.failed = failed;
        this.peer = peer;
        this.watched = watched;
        this.lent = lent;
        this.selector = open(channel);
    }

    private @Nullable Selector open(SocketChannel channel) {
        @Nullable Selector opened = null;
        try {
            opened = Selector.open();
            channel.register(opened, SelectionKey.OP_READ);
            return opened;
        } catch (IOException | OutOfMemoryError e) { // it has been closed meanwhile, or there is no descriptor left
            Log.LOG.log(Level.DEBUG, "the channel of worker " + peer.link().id() + " cannot be lent", e);
            close(opened);
            return null;
        }
    }

    private static @Nullable Class<?> virtualThreads() {
        try {
            return Class.forName("java.lang.BaseVirtualThread");
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    // ---- lending

    /** The calling thread is about to send the worker's only task, and to wait for it. Whether it is to read by itself. */
    synchronized boolean borrow() {
        if (VIRTUAL != null && VIRTUAL.isInstance(Thread.currentThread())) {
            end();
            return false;
        }
        used = true;
        if (isLent) {
            return true;
        }
        if (closed || selector == null || cramped && buffer == null || ++streak < STREAK) {
            return false;
        }
        try {
            if (buffer == null) {
                buffer = ByteBuffer.allocateDirect(BUFFER);
            }
            watched.interestOpsAnd(~SelectionKey.OP_READ);
        } catch (CancelledKeyException e) {
            return false; // the channel has ended
        } catch (OutOfMemoryError e) {
            cramped = true;
            return false; // the task must be sent all the same
        }
        isLent = true;
        lent.add(this);
        watched.selector().wakeup(); // it must know that it has to look
        return true;
    }

    /** Something is sent that no borrower waits for: the I/O thread watches again. */
    void end() {
        if (streak != 0) {
            giveBack();
        }
    }

    private synchronized void giveBack() {
        streak = 0;
        if (!isLent) {
            return;
        }
        isLent = false;
        lent.remove(this);
        try {
            watched.interestOpsOr(SelectionKey.OP_READ);
            watched.selector().wakeup();
        } catch (CancelledKeyException e) {
            closed = true; // the channel has ended, and that was seen
        }
    }

    /** By the I/O thread, from time to time. */
    void look() {
        if (used) {
            used = false;
        } else {
            giveBack();
        }
    }

    /** By the I/O thread: reads what has come, wherever the borrower is. */
    void catchUp(ByteBuffer into) {
        peer.read(into);
    }

    /** The channel is closed. */
    synchronized void close() {
        closed = true;
        isLent = false;
        lent.remove(this);
        close(selector);
    }

    private void close(@Nullable Selector opened) {
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                Log.LOG.log(Level.DEBUG, "closing the selector of worker " + peer.link().id(), e);
            }
        }
    }

    /** For how long the worker is to poll after the task that is about to be sent, in nanoseconds. */
    long workerSpin() {
        return spin.forWorker();
    }

    // ---- by borrowers, so that there are a selector and a buffer

    @Override
    public boolean read(BooleanSupplier met) {
        StackReserve.require();
        if (!reading.tryLock()) {
            giveBack();
            return false;
        }
        try {
            if (met.getAsBoolean()) { // from here on whoever makes it so wakes this thread
                return true;
            }
            enlargeWhereFilled();
            int polled = poll(met);
            if (polled != 0) {
                return polled > 0;
            }
            selector.select();
            return peer.read(buffer);
        } catch (IOException | ClosedSelectorException e) {
            return false; // the worker was released
        } catch (RuntimeException | Error e) {
            failed.accept(e);
            throw e;
        } finally {
            reading.unlock();
        }
    }

    /** The last read has filled the buffer, and all of it was consumed. */
    private void enlargeWhereFilled() {
        ByteBuffer present = buffer;
        if (present != null && !present.hasRemaining() && present.capacity() < LARGE_BUFFER && !cramped) {
            try {
                buffer = ByteBuffer.allocateDirect(LARGE_BUFFER);
            } catch (OutOfMemoryError e) {
                cramped = true;
                Log.LOG.log(Level.DEBUG, "no memory to read large results at once", e);
            }
        }
    }

    /** Above 0 once there is something to look at, below 0 at the end, 0 where the thread must wait in the selector. */
    private int poll(BooleanSupplier met) {
        if (!spin.begin()) {
            return 0;
        }
        try {
            long start = System.nanoTime();
            while (spin.goesOn(start)) {
                int count = peer.poll(buffer);
                if (count != 0) {
                    return count;
                }
                if (met.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                    return 1;
                }
                Thread.onSpinWait();
            }
            return 0;
        } finally {
            spin.end();
        }
    }

    @Override
    public void wake() {
        selector.wakeup();
    }
}
