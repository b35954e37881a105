package dev.carom.internal.wire;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The array of a block while it comes, which is the one that the task gets, or the caller. It grows with what has come, whatever
 * its frame claims, and ends up as long as that.
 */
final class BlockReader {
    private final int length;

    /** An element that has come in part. */
    private final ByteBuffer part;

    private Object array;
    private int filled;

    /** @param length in bytes, a multiple of what an element takes */
    BlockReader(Class<?> elements, int length) {
        this.part = ByteBuffer.allocate(PrimitiveArrays.width(elements)).order(ByteOrder.LITTLE_ENDIAN);
        this.length = length / part.capacity();
        this.array = Array.newInstance(elements, 0);
    }

    /** All of it, once so many bytes were taken. */
    Object array() {
        return array;
    }

    /** Takes all that {@code in} has, which must not be more than is left of the block. */
    void take(ByteBuffer in) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int whole = part.position() == 0 ? in.remaining() / part.capacity() : 0;
            if (whole > 0) {
                take(in, whole);
            } else if (!part.put(in.get()).hasRemaining()) {
                take(part.flip(), 1);
                part.clear();
            }
        }
    }

    private void take(ByteBuffer in, int count) {
        if (filled + count > Array.getLength(array)) {
            array = PrimitiveArrays.copyOf(array, FrameReader.room(filled + count, length));
        }
        PrimitiveArrays.get(in, array, filled, count);
        filled += count;
    }
}
