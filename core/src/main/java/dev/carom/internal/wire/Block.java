package dev.carom.internal.wire;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A large array of primitives, as it is sent: by itself, before the task or the result that it is a part of. It may be the array of
 * the caller, who waits for the task and so leaves the array as it is; where the caller stops waiting before all was sent, it is
 * copied. The bytes of each element go from the lowest to the highest, as most processors have them in memory.
 */
public final class Block {
    /** In bytes: smaller arrays are parts of their payload. */
    static final int LEAST = 64 * 1024;

    private final FrameType type;
    private final int length;
    private final int width;

    /** Null where there was no memory for a copy. */
    private @Nullable Object array;

    private boolean lent;

    private Block(Object array, boolean lent) {
        this.type = FrameType.ofBlock(array);
        this.length = (int) PrimitiveArrays.size(array);
        this.width = PrimitiveArrays.width(array.getClass().getComponentType());
        this.array = array;
        this.lent = lent;
    }

    /** Whatever happens to the array later, the block stays as it is. */
    public static Block copyOf(Object array) {
        return new Block(copy(array), false);
    }

    /** An array that must not change before the block was sent or {@link #letGo let go}. */
    public static Block of(Object array) {
        return new Block(array, true);
    }

    private static Object copy(Object array) {
        return PrimitiveArrays.copyOf(array, Array.getLength(array));
    }

    /** Of its frame. */
    public FrameType type() {
        return type;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** All of it, to be written once. */
    public Piece piece() {
        return new Rest();
    }

    /** What was not put yet. */
    private final class Rest implements Piece {
        private int at;

        @Override
        public int remaining() {
            return length - at;
        }

        @Override
        public void putTo(ByteBuffer out) {
            while (at < length && out.hasRemaining()) {
                at += Block.this.putTo(out, at);
            }
        }
    }

    /**
     * Puts bytes that {@code out} has room for, from that one on: of whole elements, or some of one.
     *
     * @return how many these were
     * @throws OutOfMemoryError where there was no memory to keep it as it was
     */
    private synchronized int putTo(ByteBuffer out, int from) {
        Object present = array;
        if (present == null) {
            throw new OutOfMemoryError("a task was given up by its caller before it was sent");
        }
        int within = from % width;
        int whole = within == 0 ? Math.min(out.remaining(), length - from) / width : 0;
        if (whole == 0) {
            ByteBuffer one = ByteBuffer.allocate(width).order(ByteOrder.LITTLE_ENDIAN);
            PrimitiveArrays.put(one, present, from / width, 1);
            int count = Math.min(out.remaining(), width - within);
            out.put(one.array(), within, count);
            return count;
        }
        ByteBuffer view = out.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        PrimitiveArrays.put(view, present, from / width, whole);
        out.position(view.position());
        return whole * width;
    }

    /** The array may be changed from now on. */
    public synchronized void letGo() {
        Object present = array;
        if (!lent || present == null) {
            return;
        }
        lent = false;
        try {
            array = copy(present);
        } catch (OutOfMemoryError e) {
            array = null;
        }
    }
}
