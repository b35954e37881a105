package dev.carom.internal.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Boxed values of one class, without tags, that take the same number of bytes each. One tight loop for each class. */
final class FixedWidth {
    static final int DOUBLES = 3;
    static final int FLOATS = 4;
    static final int SHORTS = 5;
    static final int CHARS = 6;
    static final int BYTES = 7;
    static final int BOOLEANS = 8;
    static final int INTS = 9;
    static final int LONGS = 10;

    private FixedWidth() {}

    /** In bytes; 0 where there is no such packing. */
    static int of(int packing) {
        return switch (packing) {
            case LONGS, DOUBLES -> 8;
            case INTS, FLOATS -> 4;
            case SHORTS, CHARS -> 2;
            case BYTES, BOOLEANS -> 1;
            default -> 0;
        };
    }

    /** The packing of values of this class; 0 where they have none. */
    static int packing(Class<?> type) {
        return type == Double.class ? DOUBLES
                : type == Boolean.class ? BOOLEANS
                : type == Float.class ? FLOATS
                : type == Short.class ? SHORTS
                : type == Character.class ? CHARS
                : type == Byte.class ? BYTES
                : 0;
    }

    /** All of which must be of the class of the packing. */
    static void write(int packing, ByteBuffer out, @Nullable Object[] values, int from, int to) {
        switch (packing) {
            case INTS -> {
                for (int i = from; i < to; i++) {
                    out.putInt((Integer) values[i]);
                }
            }
            case LONGS -> {
                for (int i = from; i < to; i++) {
                    out.putLong((Long) values[i]);
                }
            }
            case DOUBLES -> {
                for (int i = from; i < to; i++) {
                    out.putLong(Double.doubleToRawLongBits((Double) values[i]));
                }
            }
            case FLOATS -> {
                for (int i = from; i < to; i++) {
                    out.putInt(Float.floatToRawIntBits((Float) values[i]));
                }
            }
            case SHORTS -> {
                for (int i = from; i < to; i++) {
                    out.putShort((Short) values[i]);
                }
            }
            case CHARS -> {
                for (int i = from; i < to; i++) {
                    out.putChar((Character) values[i]);
                }
            }
            case BYTES -> {
                for (int i = from; i < to; i++) {
                    out.put((Byte) values[i]);
                }
            }
            default -> {
                for (int i = from; i < to; i++) {
                    out.put((byte) ((Boolean) values[i] ? 1 : 0));
                }
            }
        }
    }

    static void read(int packing, ByteBuffer in, @Nullable Object[] values, int from, int to) {
        switch (packing) {
            case INTS -> {
                for (int i = from; i < to; i++) {
                    values[i] = in.getInt();
                }
            }
            case LONGS -> {
                for (int i = from; i < to; i++) {
                    values[i] = in.getLong();
                }
            }
            case DOUBLES -> {
                for (int i = from; i < to; i++) {
                    values[i] = Double.longBitsToDouble(in.getLong());
                }
            }
            case FLOATS -> {
                for (int i = from; i < to; i++) {
                    values[i] = Float.intBitsToFloat(in.getInt());
                }
            }
            case SHORTS -> {
                for (int i = from; i < to; i++) {
                    values[i] = in.getShort();
                }
            }
            case CHARS -> {
                for (int i = from; i < to; i++) {
                    values[i] = in.getChar();
                }
            }
            case BYTES -> {
                for (int i = from; i < to; i++) {
                    values[i] = in.get();
                }
            }
            default -> {
                for (int i = from; i < to; i++) {
                    values[i] = in.get() != 0;
                }
            }
        }
    }
}
