package dev.carom.internal.child;

import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What goes to the parent, in order. Frames are gathered, and one thread at a time writes what was gathered, without the
 * lock. A thread that finds another one writing leaves its frame behind: the writer goes on until nothing is left. So
 * the control thread's replies never wait behind a large result of the task thread.
 */
final class Outbox {
    /** A payload from this size on is written from where it is rather than gathered. */
    private static final int LARGE = 32 * 1024;

    private static final byte[] NOTHING = {};

    private final Link link;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();

    private byte[] gathered = new byte[8 * 1024];
    private byte[] spare = new byte[8 * 1024];
    private int size;
    private boolean writing;

    /** How many bytes were ever gathered, and how many of these the kernel has. */
    private long gatheredTotal;

    private long writtenTotal;

    Outbox(Link link) {
        this.link = link;
    }

    /** Gathers a frame; it is written by the next {@link #flush} or {@link #post} of any thread. */
    void append(FrameType type, long attempt, byte[] body) {
        lock.lock();
        try {
            gather(type, attempt, body, body.length);
        } finally {
            lock.unlock();
        }
    }

    void append(FrameType type, long attempt) {
        append(type, attempt, NOTHING);
    }

    /** Gathers a frame whose body is {@code prefix} and then {@code payload}; a large one is written at once. */
    void append(FrameType type, long attempt, byte[] prefix, ByteBuffer payload) {
        lock.lock();
        try {
            if (payload.remaining() >= LARGE) {
                writeLarge(type, attempt, prefix, payload);
                return;
            }
            int count = payload.remaining();
            gather(type, attempt, prefix, prefix.length + count);
            payload.get(payload.position(), gathered, size, count);
            advance(count);
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until the kernel has all that was gathered before the call. */
    void flush() {
        lock.lock();
        try {
            long upTo = gatheredTotal;
            while (writtenTotal < upTo) {
                if (writing) {
                    written.awaitUninterruptibly();
                } else {
                    writeGathered();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gathers a frame, and writes it unless another thread is writing and will do so. */
    void post(FrameType type, long attempt, byte[] body) {
        lock.lock();
        try {
            gather(type, attempt, body, body.length);
            if (!writing) {
                writeGathered();
            }
        } finally {
            lock.unlock();
        }
    }

    void post(FrameType type, long attempt) {
        post(type, attempt, NOTHING);
    }

    /** Writes until nothing is left, what others gather in the meantime included. */
    private void writeGathered() {
        assert lock.isHeldByCurrentThread() && !writing;
        writing = true;
        while (size > 0) {
            byte[] bytes = gathered;
            int count = size;
            gathered = spare;
            size = 0;
            lock.unlock();
            try {
                link.write(ByteBuffer.wrap(bytes, 0, count));
            } finally {
                lock.lock();
            }
            spare = bytes;
            writtenTotal += count;
            written.signalAll();
        }
        writing = false;
    }

    private void writeLarge(FrameType type, long attempt, byte[] prefix, ByteBuffer payload) {
        while (writing) {
            written.awaitUninterruptibly();
        }
        writeGathered();
        writing = true;
        ByteBuffer head = ByteBuffer.allocate(FrameWriter.HEADER + prefix.length);
        FrameWriter.header(head, type, attempt, prefix.length + payload.remaining());
        head.put(prefix).flip();
        lock.unlock();
        try {
            link.write(head);
            link.write(payload);
        } finally {
            lock.lock();
            writing = false;
        }
        written.signalAll();
        writeGathered();
    }

    /** Header and {@code body}, of a frame whose body has {@code length} bytes in all; room for the rest is made. */
    private void gather(FrameType type, long attempt, byte[] body, int length) {
        assert lock.isHeldByCurrentThread();
        int needed = size + FrameWriter.HEADER + length;
        if (needed > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(needed, 2 * gathered.length));
        }
        ByteBuffer out = ByteBuffer.wrap(gathered, size, gathered.length - size);
        FrameWriter.header(out, type, attempt, length);
        out.put(body);
        advance(FrameWriter.HEADER + body.length);
    }

    private void advance(int count) {
        size += count;
        gatheredTotal += count;
    }
}
