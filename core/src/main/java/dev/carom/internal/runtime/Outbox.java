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

    /** Once much is written at a time. */
    private static final int LARGE_BUFFER = 256 << 10;

    /** Payloads up to this size are copied behind their header; small frames share a buffer. */
    private static final int COPIED = 16 << 10;

    private static final int SHARED = 4 << 10;

    /** So many shared buffers are kept for the next frames: as many as are written at a time. */
    private static final int KEPT = BUFFER / SHARED;

    /** Guards {@code pending}; held for moments only, also by threads that hold the engine's lock. */
    private final Object pendingLock = new Object();

    /** Held while the channel is written to. */
    private final ReentrantLock writeLock = new ReentrantLock();

    private ArrayDeque<Piece> pending = new ArrayDeque<>();

    /** The last one of {@code pending} while frames can be added to it. Its limit is where they end. */
    private @Nullable ByteBuffer open;

    /** Shared ones that have been written. */
    private final ArrayDeque<Piece> spare = new ArrayDeque<>();

    private final IntFunction<ByteBuffer> room = this::room;

    /** What is being written, guarded by {@code writeLock}. */
    private ArrayDeque<Piece> leaving = new ArrayDeque<>();

    /** Empty until something is written: this is made under the engine's lock, where nothing may fail. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private volatile boolean closed;

    /**
     * Some of the frames.
     *
     * @param shared whether it is the outbox's own, for small frames, and can be used again
     */
    private record Piece(ByteBuffer bytes, boolean shared) {}

    /** @param frames whole frames, not to be changed any more */
    void add(ByteBuffer frames) {
        synchronized (pendingLock) {
            open = null;
            pending.addLast(new Piece(frames, false));
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
                pending.addLast(new Piece(ByteBuffer.wrap(payload), false));
            }
        }
    }

    /** A buffer to put so many bytes into, from its position on. */
    private ByteBuffer room(int count) {
        ByteBuffer last = open;
        if (last == null || last.capacity() - last.limit() < count) {
            Piece next = count > SHARED ? new Piece(ByteBuffer.allocate(count), false) : sharedPiece();
            last = next.bytes().limit(0);
            pending.addLast(next);
            open = last;
        }
        int end = last.limit();
        return last.limit(end + count).position(end);
    }

    private Piece sharedPiece() {
        Piece written = spare.pollLast();
        return written == null ? new Piece(ByteBuffer.allocate(SHARED), true) : written;
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
            spare.clear();
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
        Piece first = leaving.peekFirst();
        if (first != null && first.bytes().remaining() > LARGE_BUFFER && buffer.capacity() < LARGE_BUFFER) {
            buffer = ByteBuffer.allocateDirect(LARGE_BUFFER);
        }
        buffer.clear();
        while (buffer.hasRemaining()) {
            Piece piece = leaving.peekFirst();
            if (piece == null) {
                if (!takePending()) {
                    break;
                }
                continue;
            }
            ByteBuffer next = piece.bytes();
            int count = Math.min(buffer.remaining(), next.remaining());
            buffer.put(next.slice(next.position(), count));
            next.position(next.position() + count);
            if (!next.hasRemaining()) {
                leaving.pollFirst();
                keep(piece);
            }
        }
        buffer.flip();
        return buffer.hasRemaining();
    }

    private void keep(Piece written) {
        synchronized (pendingLock) {
            if (written.shared() && spare.size() < KEPT && !closed) {
                spare.addLast(written);
            }
        }
    }

    private boolean takePending() {
        synchronized (pendingLock) {
            if (pending.isEmpty()) {
                return false;
            }
            ArrayDeque<Piece> taken = pending;
            pending = leaving;
            leaving = taken;
            open = null;
            return true;
        }
    }
}
