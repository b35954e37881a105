package dev.carom.internal.runtime;

import dev.carom.internal.engine.SteadyDeque;
import dev.carom.internal.wire.Block;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Piece;
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

    /** So much is written along with that rather than by itself. */
    private static final int REST = 4 << 10;

    /** Payloads up to this size are copied behind their header; small frames share a buffer. */
    private static final int COPIED = 16 << 10;

    private static final int SHARED = 4 << 10;

    /** So many shared buffers are kept for the next frames: as many as are written at a time. */
    private static final int KEPT = BUFFER / SHARED;

    /** Guards {@code pending}; held for moments only, also by threads that hold the engine's lock. */
    private final Object pendingLock = new Object();

    /** Held while the channel is written to. */
    private final ReentrantLock writeLock = new ReentrantLock();

    private ArrayDeque<Piece> pending = new SteadyDeque<>();

    /** The last one of {@code pending} while frames can be added to it. Its limit is where they end. */
    private @Nullable ByteBuffer open;

    /** Shared ones that have been written. */
    private final ArrayDeque<Shared> spare = new ArrayDeque<>();

    private final IntFunction<ByteBuffer> room = this::room;

    /** What is being written, guarded by {@code writeLock}. */
    private ArrayDeque<Piece> leaving = new SteadyDeque<>();

    /** Empty until something is written: this is made under the engine's lock, where nothing may fail. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private volatile boolean closed;

    /** The outbox's own buffer, for small frames, which can be used again. */
    private static final class Shared extends Piece.Of {
        Shared() {
            super(ByteBuffer.allocate(SHARED));
        }
    }

    /** @param frames whole frames, not to be changed any more */
    void add(ByteBuffer frames) {
        synchronized (pendingLock) {
            open = null;
            pending.addLast(new Piece.Of(frames));
        }
    }

    /** @param task not to be changed any more */
    void addTask(TaskHeader header, long attempt, EncodedTask task) {
        byte[] payload = task.bytes();
        boolean copied = payload.length <= COPIED;
        synchronized (pendingLock) {
            for (int i = 0; i < task.blocks().size(); i++) {
                addBlock(attempt, task.blocks().get(i));
            }
            header.putFrame(room, attempt, payload, copied);
            open.position(0);
            if (!copied) {
                open = null;
                pending.addLast(new Piece.Of(ByteBuffer.wrap(payload)));
            }
        }
    }

    private void addBlock(long attempt, Block block) {
        FrameWriter.header(room(FrameWriter.HEADER), block.type(), attempt, block.length());
        open.position(0);
        open = null;
        pending.addLast(block.piece());
    }

    /** A buffer to put so many bytes into, from its position on. */
    private ByteBuffer room(int count) {
        ByteBuffer last = open;
        if (last == null || last.capacity() - last.limit() < count) {
            Piece.Of next = count > SHARED ? new Piece.Of(ByteBuffer.allocate(count)) : sharedPiece();
            last = next.bytes().limit(0);
            pending.addLast(next);
            open = last;
        }
        int end = last.limit();
        return last.limit(end + count).position(end);
    }

    private Shared sharedPiece() {
        Shared written = spare.pollLast();
        return written == null ? new Shared() : written;
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
        if (first != null && first.remaining() > LARGE_BUFFER && buffer.capacity() < LARGE_BUFFER) {
            buffer = ByteBuffer.allocateDirect(LARGE_BUFFER + REST);
        }
        buffer.clear().limit(Math.min(buffer.capacity(), LARGE_BUFFER));
        gather();
        if (buffer.position() == LARGE_BUFFER && leftIsLittle()) {
            buffer.limit(buffer.capacity());
            gather();
        }
        buffer.flip();
        return buffer.hasRemaining();
    }

    private void gather() {
        while (buffer.hasRemaining()) {
            Piece next = leaving.peekFirst();
            if (next == null) {
                if (!takePending()) {
                    return;
                }
                continue;
            }
            next.putTo(buffer);
            if (next.remaining() == 0) {
                leaving.pollFirst();
                keep(next);
            }
        }
    }

    private boolean leftIsLittle() {
        long left = 0;
        for (Piece piece : leaving) {
            left += piece.remaining();
        }
        return left <= REST;
    }

    private void keep(Piece written) {
        synchronized (pendingLock) {
            if (written instanceof Shared buffer && spare.size() < KEPT && !closed) {
                spare.addLast(buffer);
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
