package dev.carom.internal.wire;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What all arrays of primitives have in common, whatever their elements. */
public final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /** Of an element of this type, in bytes. */
    public static int width(Class<?> elements) {
        return elements == byte.class || elements == boolean.class ? 1
                : elements == short.class || elements == char.class ? 2
                : elements == int.class || elements == float.class ? 4
                : 8;
    }

    /** Of all elements, in bytes. */
    public static long size(Object array) {
        return (long) Array.getLength(array) * width(array.getClass().getComponentType());
    }

    /** Of the same type and that length. */
    static Object copyOf(Object array, int length) {
        if (array instanceof byte[] bytes) {
            return Arrays.copyOf(bytes, length); // clears nothing that it then overwrites
        }
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, Math.min(length, Array.getLength(array)));
        return copy;
    }

    /** Puts this part at the position of {@code out}, which must have room for it, in the order of {@code out}. */
    public static void put(ByteBuffer out, Object array, int from, int count) {
        int at = out.position();
        if (array instanceof byte[] bytes) {
            out.put(at, bytes, from, count);
        } else if (array instanceof int[] ints) {
            out.asIntBuffer().put(ints, from, count);
        } else if (array instanceof long[] longs) {
            out.asLongBuffer().put(longs, from, count);
        } else if (array instanceof double[] doubles) {
            out.asDoubleBuffer().put(doubles, from, count);
        } else if (array instanceof float[] floats) {
            out.asFloatBuffer().put(floats, from, count);
        } else if (array instanceof short[] shorts) {
            out.asShortBuffer().put(shorts, from, count);
        } else if (array instanceof char[] chars) {
            out.asCharBuffer().put(chars, from, count);
        } else {
            boolean[] flags = (boolean[]) array;
            for (int i = 0; i < count; i++) {
                out.put(at + i, (byte) (flags[from + i] ? 1 : 0));
            }
        }
        out.position(at + count * width(array.getClass().getComponentType()));
    }

    /** Fills this part from the position of {@code in}, which must have so much. */
    public static void get(ByteBuffer in, Object array, int from, int count) {
        int at = in.position();
        if (array instanceof byte[] bytes) {
            in.get(at, bytes, from, count);
        } else if (array instanceof int[] ints) {
            in.asIntBuffer().get(ints, from, count);
        } else if (array instanceof long[] longs) {
            in.asLongBuffer().get(longs, from, count);
        } else if (array instanceof double[] doubles) {
            in.asDoubleBuffer().get(doubles, from, count);
        } else if (array instanceof float[] floats) {
            in.asFloatBuffer().get(floats, from, count);
        } else if (array instanceof short[] shorts) {
            in.asShortBuffer().get(shorts, from, count);
        } else if (array instanceof char[] chars) {
            in.asCharBuffer().get(chars, from, count);
        } else {
            boolean[] flags = (boolean[]) array;
            for (int i = 0; i < count; i++) {
                flags[from + i] = in.get(at + i) != 0;
            }
        }
        in.position(at + count * width(array.getClass().getComponentType()));
    }
}
