package dev.carom.internal.wire;

import dev.carom.internal.wire.ValueCodec.Identity;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Arrays of primitives, {@code Object[]} and {@code String[]}. */
final class ArrayCodecs {
    private ArrayCodecs() {}

    static void register() {
        narrow();
        wide();
        references();
    }

    private static void narrow() {
        ValueCodec.writing(byte[].class, Identity.SHARED, (w, v) -> {
            byte[] bytes = (byte[]) v;
            w.out.u8(Tags.BYTES);
            w.out.varint(bytes.length);
            w.out.bytes(bytes);
            return true;
        });
        ValueCodec.reading(Tags.BYTES, r -> r.meet(r.bytes()));
        ValueCodec.writing(boolean[].class, Identity.SHARED, (w, v) -> {
            boolean[] values = (boolean[]) v;
            ByteBuffer space = begin(w, Tags.BOOLEANS, values.length, 1);
            for (boolean value : values) {
                space.put((byte) (value ? 1 : 0));
            }
            return true;
        });
        ValueCodec.reading(Tags.BOOLEANS, r -> {
            ByteBuffer in = r.elements(1);
            boolean[] values = new boolean[in.remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.get(i) != 0;
            }
            return r.meet(values);
        });
        ValueCodec.writing(short[].class, Identity.SHARED, (w, v) -> {
            begin(w, Tags.SHORTS, ((short[]) v).length, 2).asShortBuffer().put((short[]) v);
            return true;
        });
        ValueCodec.reading(Tags.SHORTS, r -> {
            ByteBuffer in = r.elements(2);
            short[] values = new short[in.remaining() / 2];
            in.asShortBuffer().get(values);
            return r.meet(values);
        });
        ValueCodec.writing(char[].class, Identity.SHARED, (w, v) -> {
            begin(w, Tags.CHARS, ((char[]) v).length, 2).asCharBuffer().put((char[]) v);
            return true;
        });
        ValueCodec.reading(Tags.CHARS, r -> {
            ByteBuffer in = r.elements(2);
            char[] values = new char[in.remaining() / 2];
            in.asCharBuffer().get(values);
            return r.meet(values);
        });
    }

    private static void wide() {
        ValueCodec.writing(int[].class, Identity.SHARED, (w, v) -> {
            begin(w, Tags.INTS, ((int[]) v).length, 4).asIntBuffer().put((int[]) v);
            return true;
        });
        ValueCodec.reading(Tags.INTS, r -> {
            ByteBuffer in = r.elements(4);
            int[] values = new int[in.remaining() / 4];
            in.asIntBuffer().get(values);
            return r.meet(values);
        });
        ValueCodec.writing(long[].class, Identity.SHARED, (w, v) -> {
            begin(w, Tags.LONGS, ((long[]) v).length, 8).asLongBuffer().put((long[]) v);
            return true;
        });
        ValueCodec.reading(Tags.LONGS, r -> {
            ByteBuffer in = r.elements(8);
            long[] values = new long[in.remaining() / 8];
            in.asLongBuffer().get(values);
            return r.meet(values);
        });
        ValueCodec.writing(float[].class, Identity.SHARED, (w, v) -> {
            begin(w, Tags.FLOATS, ((float[]) v).length, 4).asFloatBuffer().put((float[]) v);
            return true;
        });
        ValueCodec.reading(Tags.FLOATS, r -> {
            ByteBuffer in = r.elements(4);
            float[] values = new float[in.remaining() / 4];
            in.asFloatBuffer().get(values);
            return r.meet(values);
        });
        ValueCodec.writing(double[].class, Identity.SHARED, (w, v) -> {
            begin(w, Tags.DOUBLES, ((double[]) v).length, 8).asDoubleBuffer().put((double[]) v);
            return true;
        });
        ValueCodec.reading(Tags.DOUBLES, r -> {
            ByteBuffer in = r.elements(8);
            double[] values = new double[in.remaining() / 8];
            in.asDoubleBuffer().get(values);
            return r.meet(values);
        });
    }

    private static void references() {
        ValueCodec.writing(Object[].class, Identity.SHARED, (w, v) -> {
            w.out.u8(Tags.OBJECTS);
            return Elements.write(w, (@Nullable Object[]) v);
        });
        ValueCodec.reading(Tags.OBJECTS, r -> {
            @Nullable Object[] values = r.meet(new Object[r.count()]);
            Elements.read(r, values);
            return values;
        });
        ValueCodec.writing(String[].class, Identity.SHARED, (w, v) -> {
            w.out.u8(Tags.STRINGS);
            return Elements.write(w, (@Nullable Object[]) v);
        });
        ValueCodec.reading(Tags.STRINGS, r -> {
            @Nullable String[] values = r.meet(new String[r.count()]);
            Elements.read(r, values);
            return values;
        });
    }

    private static ByteBuffer begin(ValueWriter w, int tag, int length, int width) {
        w.out.u8(tag);
        w.out.varint(length);
        return w.out.space((long) length * width);
    }
}
