package dev.carom.internal.codec;

import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The elements of an array or collection: varint count, a byte that says how they are packed, the elements. Boxed values of
 * one class go without tags: numbers of 32 and 64 bits as varints, the others and those in {@link FixedWidth}.
 */
final class Elements {
    private static final int MIXED = 0;
    private static final int INTS = 1;
    private static final int LONGS = 2;

    /** So many numbers are read at a time before they are boxed. */
    private static final int UNBOXED = 256;

    private Elements() {}

    static boolean write(ValueWriter w, @Nullable Object[] values) throws Exception {
        return write(w, values, 0, values.length);
    }

    /** As an array of those from {@code from} to before {@code to}. */
    static boolean write(ValueWriter w, @Nullable Object[] values, int from, int to) throws Exception {
        w.out.varint(to - from);
        int packing = from == to ? MIXED : packing(values, from, to);
        w.out.u8(packing);
        switch (packing) {
            case MIXED -> {
                return writeMixed(w, values, from, to);
            }
            case INTS -> w.out.zigzagInts(values, from, to);
            case LONGS -> w.out.zigzagLongs(values, from, to);
            default -> FixedWidth.write(packing, w.out.space((long) (to - from) * FixedWidth.of(packing)), values, from, to);
        }
        return true;
    }

    /** Neighbours are mostly of one class, whose codec is looked up once then. */
    private static boolean writeMixed(ValueWriter w, @Nullable Object[] values, int from, int to) throws Exception {
        Class<?> last = null;
        ValueCodec codec = null;
        for (int i = from; i < to; i++) {
            Object value = values[i];
            if (value != null && value.getClass() != last) {
                last = value.getClass();
                codec = ValueCodec.of(last);
            }
            boolean written = value == null || codec == null ? w.write(value) : w.write(codec, value);
            if (!written) {
                return false;
            }
        }
        return true;
    }

    /** Fills {@code values}, whose length was read by {@link ValueReader#count}. */
    static void read(ValueReader r, @Nullable Object[] values) throws IOException, ClassNotFoundException {
        read(r, r.u8(), values, 0, values.length);
    }

    /** Fills so many positions from {@code at} on; {@code count} was read by {@link ValueReader#count}. */
    static void read(ValueReader r, Values values, int at, int count) throws IOException, ClassNotFoundException {
        int packing = r.u8();
        for (int next = at, end = at + count; next < end; ) {
            int from = Values.within(next);
            int to = Math.min(values.length(next), from + end - next);
            if (!readNumbers(r, packing, values, next, to - from)) {
                read(r, packing, values.objects(next), from, to);
            }
            next += to - from;
        }
    }

    /** Numbers without boxes, into the piece that has this position; false where that cannot be: nothing is read then. */
    private static boolean readNumbers(ValueReader r, int packing, Values values, int at, int count) throws ProtocolException {
        int from = Values.within(at);
        switch (packing) {
            case INTS, FixedWidth.INTS -> {
                int[] ints = values.ints(at);
                if (ints != null && packing == INTS) {
                    r.zigzagInts(ints, from, from + count);
                } else if (ints != null) {
                    r.elements(count, Integer.BYTES).asIntBuffer().get(ints, from, count);
                }
                return ints != null;
            }
            case LONGS, FixedWidth.LONGS -> {
                long[] longs = values.longs(at);
                if (longs != null && packing == LONGS) {
                    r.zigzagLongs(longs, from, from + count);
                } else if (longs != null) {
                    r.elements(count, Long.BYTES).asLongBuffer().get(longs, from, count);
                }
                return longs != null;
            }
            case FixedWidth.DOUBLES -> {
                double[] doubles = values.doubles(at);
                if (doubles != null) {
                    r.elements(count, Double.BYTES).asDoubleBuffer().get(doubles, from, count);
                }
                return doubles != null;
            }
            default -> {
                return false;
            }
        }
    }

    private static void read(ValueReader r, int packing, @Nullable Object[] values, int from, int to)
            throws IOException, ClassNotFoundException {
        try {
            switch (packing) {
                case MIXED -> {
                    for (int i = from; i < to; i++) {
                        values[i] = r.read();
                    }
                }
                case INTS -> readInts(r, values, from, to);
                case LONGS -> readLongs(r, values, from, to);
                default -> readFixed(r, packing, values, from, to);
            }
        } catch (ArrayStoreException wrongType) {
            throw ProtocolException.malformed("an element does not fit its array: " + wrongType.getMessage());
        }
    }

    private static void readInts(ValueReader r, @Nullable Object[] values, int from, int to) throws ProtocolException {
        int[] some = new int[Math.min(UNBOXED, to - from)];
        for (int next = from; next < to; ) {
            int count = Math.min(some.length, to - next);
            r.zigzagInts(some, 0, count);
            for (int i = 0; i < count; i++) {
                values[next++] = some[i];
            }
        }
    }

    private static void readLongs(ValueReader r, @Nullable Object[] values, int from, int to) throws ProtocolException {
        long[] some = new long[Math.min(UNBOXED, to - from)];
        for (int next = from; next < to; ) {
            int count = Math.min(some.length, to - next);
            r.zigzagLongs(some, 0, count);
            for (int i = 0; i < count; i++) {
                values[next++] = some[i];
            }
        }
    }

    private static void readFixed(ValueReader r, int packing, @Nullable Object[] values, int from, int to)
            throws ProtocolException {
        int width = FixedWidth.of(packing);
        if (width == 0) {
            throw ProtocolException.malformed("no elements are packed as " + packing);
        }
        ByteBuffer in = r.elements(to - from, width);
        FixedWidth.read(packing, in, values, from, to);
    }

    private static int packing(@Nullable Object[] values, int from, int to) {
        Object first = values[from];
        if (first == null) {
            return MIXED;
        }
        Class<?> type = first.getClass();
        if (type == Integer.class) {
            return packingOfInts(values, from, to);
        }
        if (type == Long.class) {
            return packingOfLongs(values, from, to);
        }
        int packing = FixedWidth.packing(type);
        for (int i = from; i < to && packing != MIXED; i++) {
            Object value = values[i];
            if (value == null || value.getClass() != type) {
                return MIXED;
            }
        }
        return packing;
    }

    /** As varints, unless those would take as much in all as what has a fixed width. */
    private static int packingOfInts(@Nullable Object[] values, int from, int to) {
        int balance = 0; // of bytes, where a varint is compared with 4
        for (int i = from; i < to; i++) {
            if (!(values[i] instanceof Integer value)) {
                return MIXED;
            }
            int zigzag = value << 1 ^ value >> 31;
            balance += zigzag >>> 28 != 0 ? 1 : zigzag >>> 21 != 0 ? 0 : -1;
        }
        return balance < 0 ? INTS : FixedWidth.INTS;
    }

    /** As for integers. */
    private static int packingOfLongs(@Nullable Object[] values, int from, int to) {
        int balance = 0; // of bytes, where a varint is compared with 8
        for (int i = from; i < to; i++) {
            if (!(values[i] instanceof Long value)) {
                return MIXED;
            }
            long zigzag = value << 1 ^ value >> 63;
            balance += zigzag >>> 63 != 0 ? 2 : zigzag >>> 56 != 0 ? 1 : zigzag >>> 49 != 0 ? 0 : -1;
        }
        return balance < 0 ? LONGS : FixedWidth.LONGS;
    }
}
