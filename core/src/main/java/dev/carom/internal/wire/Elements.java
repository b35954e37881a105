package dev.carom.internal.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The elements of an array or list: varint count, a byte that says how they are packed, the elements. Boxed numbers of
 * one kind go without tags.
 */
final class Elements {
    private static final int MIXED = 0;
    private static final int INTS = 1;
    private static final int LONGS = 2;
    private static final int DOUBLES = 3;

    private Elements() {}

    static boolean write(ValueWriter w, @Nullable Object[] values) throws Exception {
        w.out.varint(values.length);
        int packing = packing(values);
        w.out.u8(packing);
        switch (packing) {
            case INTS -> w.out.zigzags(values);
            case LONGS -> {
                for (Object value : values) {
                    w.out.zigzag((long) value);
                }
            }
            case DOUBLES -> {
                for (Object value : values) {
                    w.out.i64(Double.doubleToRawLongBits((double) value));
                }
            }
            default -> {
                for (Object value : values) {
                    if (!w.write(value)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Fills {@code values}, whose length was read by {@link ValueReader#count}. */
    static void read(ValueReader r, @Nullable Object[] values) throws IOException, ClassNotFoundException {
        int packing = r.u8();
        try {
            switch (packing) {
                case MIXED -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = r.read();
                    }
                }
                case INTS -> r.zigzags(values);
                case LONGS -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = r.zigzagLong();
                    }
                }
                case DOUBLES -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Double.longBitsToDouble(r.i64());
                    }
                }
                default -> throw ProtocolException.malformed("no elements are packed as " + packing);
            }
        } catch (ArrayStoreException wrongType) {
            throw ProtocolException.malformed("an element does not fit its array: " + wrongType.getMessage());
        }
    }

    private static int packing(@Nullable Object[] values) {
        Object first = values.length == 0 ? null : values[0];
        if (first instanceof Integer) {
            return all(values, Integer.class) ? INTS : MIXED;
        }
        if (first instanceof Long) {
            return all(values, Long.class) ? LONGS : MIXED;
        }
        return first instanceof Double && all(values, Double.class) ? DOUBLES : MIXED;
    }

    private static boolean all(@Nullable Object[] values, Class<?> type) {
        for (Object value : values) {
            if (value == null || value.getClass() != type) {
                return false;
            }
        }
        return true;
    }
}
