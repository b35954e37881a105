package dev.carom.internal.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A large byte array of a task, as it is sent: by itself, before the task. It may be the array of the caller, who waits for
 * the task and so leaves the array as it is; where the caller stops waiting before all was sent, it is copied.
 */
public final class Block {
    private final int length;

    /** Null where there was no memory for a copy. */
    private byte @Nullable [] bytes;

    private boolean lent;

    private Block(byte[] bytes, boolean lent) {
        this.length = bytes.length;
        this.bytes = bytes;
        this.lent = lent;
    }

    /** Whatever happens to the array later, the block stays as it is. */
    static Block copyOf(byte[] bytes) {
        return new Block(Arrays.copyOf(bytes, bytes.length), false);
    }

    /** An array that must not change before the block was sent or {@link #letGo let go}. */
    static Block of(byte[] bytes) {
        return new Block(bytes, true);
    }

    public int length() {
        return length;
    }

    /**
     * Puts as many bytes as {@code out} has room for, from that one on.
     *
     * @return how many these were
     * @throws OutOfMemoryError where there was no memory to keep it as it was
     */
    public synchronized int putTo(ByteBuffer out, int from) {
        byte[] present = bytes;
        if (present == null) {
            throw new OutOfMemoryError("a task was given up by its caller before it was sent");
        }
        int count = Math.min(out.remaining(), length - from);
        out.put(present, from, count);
        return count;
    }

    /** The array may be changed from now on. */
    public synchronized void letGo() {
        byte[] present = bytes;
        if (!lent || present == null) {
            return;
        }
        lent = false;
        try {
            bytes = Arrays.copyOf(present, length);
        } catch (OutOfMemoryError e) {
            bytes = null;
        }
    }
}
