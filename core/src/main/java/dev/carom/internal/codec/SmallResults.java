package dev.carom.internal.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Results that are one small value. They are decoded where they arrive: that costs less than to keep their bytes. */
public final class SmallResults {
    /** Stands for a result that is anything else, or broken. */
    public static final Object NONE = new Object();

    private static final int LONGEST_INT = 5;

    /** Few numbers of 64 bits take more. */
    private static final int LONGEST_LONG = 9;

    private SmallResults() {}

    /** The value of this payload, which is left as it is, or {@link #NONE}. */
    public static @Nullable Object decode(ByteBuffer payload) {
        int size = payload.remaining() - 1;
        if (size < 0 || size > LONGEST_LONG) {
            return NONE;
        }
        int from = payload.position();
        return switch (payload.get(from)) {
            case Tags.NULL -> size == 0 ? null : NONE;
            case Tags.TRUE -> size == 0 ? Boolean.TRUE : NONE;
            case Tags.FALSE -> size == 0 ? Boolean.FALSE : NONE;
            case Tags.INT -> size > LONGEST_INT ? NONE : integer(varint(payload, from + 1));
            case Tags.LONG -> longInteger(varint(payload, from + 1));
            default -> NONE;
        };
    }

    private static Object integer(long zigzag) {
        if (zigzag < 0 || zigzag > 0xffff_ffffL) {
            return NONE;
        }
        int bits = (int) zigzag;
        return (bits >>> 1) ^ -(bits & 1);
    }

    private static Object longInteger(long zigzag) {
        return zigzag < 0 ? NONE : (Object) ((zigzag >>> 1) ^ -(zigzag & 1));
    }

    /** The number that begins there and ends the payload; negative where there is none. */
    private static long varint(ByteBuffer payload, int from) {
        long value = 0;
        int last = payload.limit() - 1;
        for (int at = from, shift = 0; at <= last; at++, shift += 7) {
            int next = payload.get(at);
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return at == last ? value : -1;
            }
        }
        return -1;
    }
}
