package dev.carom.internal.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames on their way to one worker. Any thread may add and flush; frames leave in the order in which they were
 * added, small ones together. The channel is non-blocking, so nobody waits here.
 */
final class Outbox {
    private static final int BUFFER = 64 << 10;

    /** Guards {@code pending}; held for moments only, also by threads that hold the engine's lock. */
    private final Object pendingLock = new Object();

    /** Held while the channel is written to. */
    private final ReentrantLock writeLock = new ReentrantLock();

    private ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();

    /** What is being written, guarded by {@code writeLock}. */
    private ArrayDeque<ByteBuffer> leaving = new ArrayDeque<>();

    /** Empty until something is written: this is made under the engine's lock, where nothing may fail. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private volatile boolean closed;

    /** @param frames whole frames, not to be changed any more */
    void add(ByteBuffer frames) {
        synchronized (pendingLock) {
            pending.addLast(frames);
        }
    }

    /**
     * Writes what the channel takes.
     *
     * @return whether something is left that the channel does not take now
     */
    boolean flush(WritableByteChannel channel) throws IOException {
        while (hasPending() && !closed) {
            if (!writeLock.tryLock()) {
                return false; // whoever writes looks again before it is done
            }
            try {
                if (!writeAll(channel)) {
                    return true;
                }
            } finally {
                writeLock.unlock();
            }
        }
        return false;
    }

    /** As {@link #flush}, for the thread that was told that the channel takes more. */
    boolean resume(WritableByteChannel channel) throws IOException {
        writeLock.lock();
        try {
            if (!closed && !writeAll(channel)) {
                return true;
            }
        } finally {
            writeLock.unlock();
        }
        return flush(channel); // for what was added meanwhile by a thread that could not get the lock
    }

    /** Nothing more will be taken from here. */
    void close() {
        closed = true;
        synchronized (pendingLock) {
            pending.clear();
        }
    }

    private boolean hasPending() {
        synchronized (pendingLock) {
            return !pending.isEmpty();
        }
    }

    private boolean writeAll(WritableByteChannel channel) throws IOException {
        while (true) {
            if (!buffer.hasRemaining() && !fill()) {
                return true;
            }
            channel.write(buffer);
            if (buffer.hasRemaining()) {
                return false;
            }
        }
    }

    /** Fills the empty buffer with what is next; false if there is nothing. */
    private boolean fill() {
        if (buffer.capacity() == 0) {
            buffer = ByteBuffer.allocateDirect(BUFFER);
        }
        buffer.clear();
        while (buffer.hasRemaining()) {
            ByteBuffer next = leaving.peekFirst();
            if (next == null) {
                if (!takePending()) {
                    break;
                }
                continue;
            }
            int count = Math.min(buffer.remaining(), next.remaining());
            buffer.put(next.slice(next.position(), count));
            next.position(next.position() + count);
            if (!next.hasRemaining()) {
                leaving.pollFirst();
            }
        }
        buffer.flip();
        return buffer.hasRemaining();
    }

    private boolean takePending() {
        synchronized (pendingLock) {
            if (pending.isEmpty()) {
                return false;
            }
            ArrayDeque<ByteBuffer> taken = pending;
            pending = leaving;
            leaving = taken;
            return true;
        }
    }
}
