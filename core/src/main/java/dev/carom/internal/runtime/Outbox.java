package dev.carom.internal.runtime;

import dev.carom.internal.wire.TaskHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The frames on their way to one worker. Any thread may add and flush; frames leave in the order in which they were
 * added, small ones together. The channel is non-blocking, so nobody waits here.
 */
final class Outbox {
    private static final int BUFFER = 64 << 10;

    /** Payloads up to this size are copied behind their header; small frames share a buffer. */
    private static final int COPIED = 16 << 10;

    private static final int SHARED = 4 << 10;

    /** Room for a task that is sent by itself. */
    private static final int LONE = 256;

    /** Guards {@code pending}; held for moments only, also by threads that hold the engine's lock. */
    private final Object pendingLock = new Object();

    /** Held while the channel is written to. */
    private final ReentrantLock writeLock = new ReentrantLock();

    private ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();

    /** The last one of {@code pending} while frames can be added to it. Its limit is where they end. */
    private @Nullable ByteBuffer open;

    private final IntFunction<ByteBuffer> room = this::room;

    /** What is being written, guarded by {@code writeLock}. */
    private ArrayDeque<ByteBuffer> leaving = new ArrayDeque<>();

    /** Empty until something is written: this is made under the engine's lock, where nothing may fail. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private volatile boolean closed;

    /** @param frames whole frames, not to be changed any more */
    void add(ByteBuffer frames) {
        synchronized (pendingLock) {
            open = null;
            pending.addLast(frames);
        }
    }

    /** @param payload not to be changed any more */
    void addTask(TaskHeader header, long attempt, byte[] payload) {
        boolean copied = payload.length <= COPIED;
        synchronized (pendingLock) {
            header.putFrame(room, attempt, payload, copied);
            open.position(0);
            if (!copied) {
                open = null;
                pending.addLast(ByteBuffer.wrap(payload));
            }
        }
    }

    /** A buffer to put so many bytes into, from its position on. */
    private ByteBuffer room(int count) {
        ByteBuffer shared = open;
        if (shared == null || shared.capacity() - shared.limit() < count) {
            shared = ByteBuffer.allocate(Math.max(count, pending.isEmpty() ? LONE : SHARED));
            shared.limit(0);
            pending.addLast(shared);
            open = shared;
        }
        int end = shared.limit();
        return shared.limit(end + count).position(end);
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
            open = null;
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
            open = null;
            return true;
        }
    }
}
