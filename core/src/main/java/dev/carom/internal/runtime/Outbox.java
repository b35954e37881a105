package dev.carom.internal.runtime;

import dev.carom.internal.engine.SteadyDeque;
import dev.carom.internal.wire.Block;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Piece;
import dev.carom.internal.wire.TaskHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
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

    /** The last one of {@code pending} while frames can be added to it. */
    private @Nullable Frames open;

    /** Shared ones that have been written. */
    private final ArrayDeque<Frames> spare = new ArrayDeque<>();

    /** What is being written, guarded by {@code writeLock}. */
    private ArrayDeque<Piece> leaving = new SteadyDeque<>();

    /** Without room at first: this is made under the engine's lock, where nothing may fail. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    /** Whether there was no memory for a larger one. */
    private boolean cramped;

    private volatile boolean closed;

    /** Bytes of frames. In an array, as compilers make far more code of buffers. */
    private static final class Frames implements Piece {
        private final byte[] bytes;

        /** Whether these are the outbox's own, for small frames, which can be used again. */
        private final boolean shared;

        private int from;
        private int to;

        Frames(byte[] bytes, int size, boolean shared) {
            this.bytes = bytes;
            this.to = size;
            this.shared = shared;
        }

        @Override
        public int remaining() {
            return to - from;
        }

        @Override
        public void putTo(ByteBuffer out) {
            int count = Math.min(out.remaining(), to - from);
            out.put(bytes, from, count);
            from += count;
        }
    }

    /**
     * Makes room to write from ahead, to find out where direct memory has run out.
     *
     * @throws OutOfMemoryError if it has
     */
    void prepare() {
        writeLock.lock();
        try {
            makeRoom();
        } finally {
            writeLock.unlock();
        }
    }

    private void makeRoom() {
        if (buffer.capacity() == 0) {
            buffer = ByteBuffer.allocateDirect(BUFFER).limit(0);
        }
    }

    void add(FrameType type, long attempt, byte[] body) {
        synchronized (pendingLock) {
            Frames out = room(FrameWriter.HEADER + body.length);
            putLast(out, FrameWriter.header(out.bytes, out.to, type, attempt, body.length), body);
        }
    }

    /** @param task not to be changed any more */
    void addTask(TaskHeader header, long attempt, EncodedTask task) {
        byte[] payload = task.bytes();
        boolean copied = payload.length <= COPIED;
        byte[] id = header.id();
        int size = TaskHeader.size(id);
        synchronized (pendingLock) {
            if (task.hasBlocks()) {
                task.blocks().forEach(block -> addBlock(attempt, block));
            }
            Frames out = room(FrameWriter.HEADER + size + (copied ? payload.length : 0));
            int at = FrameWriter.header(out.bytes, out.to, FrameType.TASK, attempt, size + payload.length);
            at = header.put(out.bytes, at, id);
            if (copied) {
                putLast(out, at, payload);
            } else {
                endWith(out, at, new Frames(payload, payload.length, false));
            }
        }
    }

    private static void putLast(Frames out, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, out.bytes, at, bytes.length);
        out.to = at + bytes.length;
    }

    private void addBlock(long attempt, Block block) {
        Frames out = room(FrameWriter.HEADER);
        int at = FrameWriter.header(out.bytes, out.to, block.type(), attempt, block.length());
        endWith(out, at, block.piece());
    }

    /** The frame whose header ends there has the rest of its bytes in a piece of their own. */
    private void endWith(Frames out, int at, Piece rest) {
        pending.addLast(rest); // here it may be out of memory: then there is no header either
        out.to = at;
        open = null;
    }

    /** Has room for so many bytes from its end on. */
    private Frames room(int count) {
        Frames last = open;
        if (last == null || last.bytes.length - last.to < count) {
            last = count > SHARED ? new Frames(new byte[count], 0, false) : shared();
            pending.addLast(last);
            open = last;
        }
        return last;
    }

    /** An empty one for small frames. */
    private Frames shared() {
        Frames written = spare.pollLast();
        if (written == null) {
            return new Frames(new byte[SHARED], 0, true);
        }
        written.from = 0;
        written.to = 0;
        return written;
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
        makeRoom();
        Piece next = leaving.peekFirst();
        if (buffer.capacity() == BUFFER && next != null && next.remaining() > LARGE_BUFFER && !cramped) {
            enlarge();
        }
        buffer.clear().limit(Math.min(buffer.capacity(), LARGE_BUFFER));
        while (buffer.hasRemaining() && (next != null || takePending())) {
            next = leaving.getFirst();
            next.putTo(buffer);
            if (next.remaining() == 0) {
                leaving.removeFirst();
                keep(next);
                next = leaving.peekFirst();
            }
            if (buffer.position() == LARGE_BUFFER && buffer.limit() == LARGE_BUFFER && leftIsLittle()) {
                buffer.limit(buffer.capacity());
            }
        }
        buffer.flip();
        return buffer.hasRemaining();
    }

    private void enlarge() {
        try {
            buffer = ByteBuffer.allocateDirect(LARGE_BUFFER + REST);
        } catch (OutOfMemoryError e) {
            cramped = true; // to look for it takes half a second each time
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
            if (written instanceof Frames frames && frames.shared && spare.size() < KEPT && !closed) {
                spare.addLast(frames);
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
