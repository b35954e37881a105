package dev.carom.internal.wire;

import dev.carom.internal.wire.ValueCodec.Identity;
import dev.carom.internal.wire.ValueCodec.Reading;
import dev.carom.internal.wire.ValueCodec.Writing;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Arrays of primitives, of boxed primitives, {@code Object[]} and {@code String[]}. */
final class ArrayCodecs {
    private ArrayCodecs() {}

    static void register() {
        register(byte[].class, Tags.BYTES);
        register(boolean[].class, Tags.BOOLEANS);
        register(short[].class, Tags.SHORTS);
        register(char[].class, Tags.CHARS);
        register(int[].class, Tags.INTS);
        register(long[].class, Tags.LONGS);
        register(float[].class, Tags.FLOATS);
        register(double[].class, Tags.DOUBLES);
        register(Object[].class, Tags.OBJECTS);
        register(String[].class, Tags.STRINGS);
        register(Integer[].class, Tags.BOXED_INTS);
        register(Long[].class, Tags.BOXED_LONGS);
        register(Double[].class, Tags.BOXED_DOUBLES);
        register(Float[].class, Tags.BOXED_FLOATS);
        register(Short[].class, Tags.BOXED_SHORTS);
        register(Character[].class, Tags.BOXED_CHARS);
        register(Byte[].class, Tags.BOXED_BYTES);
        register(Boolean[].class, Tags.BOXED_BOOLEANS);
        ValueCodec.reading(Tags.BLOCK, new OfTag(Tags.BLOCK));
    }

    private static void register(Class<?> type, int tag) {
        OfTag codec = new OfTag(tag);
        ValueCodec.writing(type, Identity.SHARED, codec);
        ValueCodec.reading(tag, codec);
    }

    /** One class for all: to link a lambda for each would be a good part of what a young JVM does before its first task. */
    private record OfTag(int tag) implements Writing, Reading {

        @Override
        public boolean write(ValueWriter w, Object v) throws Exception {
            if (v instanceof byte[] bytes && w.out.block(bytes)) {
                w.out.u8(Tags.BLOCK);
                return true;
            }
            w.out.u8(tag);
            if (v instanceof Object[] elements) {
                return Elements.write(w, elements);
            }
            if (v instanceof byte[] bytes) {
                w.out.varint(bytes.length);
                w.out.bytes(bytes);
            } else {
                primitives(w.out, v);
            }
            return true;
        }

        @Override
        public Object read(ValueReader r) throws IOException, ClassNotFoundException {
            return switch (tag) {
                case Tags.BYTES -> r.meet(r.bytes());
                case Tags.BLOCK -> r.meet(r.block());
                case Tags.OBJECTS -> elements(r, new Object[r.count()]);
                case Tags.STRINGS -> elements(r, new String[r.count()]);
                case Tags.BOXED_INTS -> elements(r, new Integer[r.count()]);
                case Tags.BOXED_LONGS -> elements(r, new Long[r.count()]);
                case Tags.BOXED_DOUBLES -> elements(r, new Double[r.count()]);
                case Tags.BOXED_FLOATS -> elements(r, new Float[r.count()]);
                case Tags.BOXED_SHORTS -> elements(r, new Short[r.count()]);
                case Tags.BOXED_CHARS -> elements(r, new Character[r.count()]);
                case Tags.BOXED_BYTES -> elements(r, new Byte[r.count()]);
                case Tags.BOXED_BOOLEANS -> elements(r, new Boolean[r.count()]);
                default -> r.meet(primitives(tag, r));
            };
        }
    }

    private static Object elements(ValueReader r, @Nullable Object[] values) throws IOException, ClassNotFoundException {
        r.meet(values);
        Elements.read(r, values);
        return values;
    }

    private static void primitives(ByteWriter out, Object v) {
        if (v instanceof int[] ints) {
            begin(out, ints.length, 4).asIntBuffer().put(ints);
        } else if (v instanceof long[] longs) {
            begin(out, longs.length, 8).asLongBuffer().put(longs);
        } else if (v instanceof double[] doubles) {
            begin(out, doubles.length, 8).asDoubleBuffer().put(doubles);
        } else if (v instanceof float[] floats) {
            begin(out, floats.length, 4).asFloatBuffer().put(floats);
        } else if (v instanceof short[] shorts) {
            begin(out, shorts.length, 2).asShortBuffer().put(shorts);
        } else if (v instanceof char[] chars) {
            begin(out, chars.length, 2).asCharBuffer().put(chars);
        } else {
            boolean[] flags = (boolean[]) v;
            ByteBuffer space = begin(out, flags.length, 1);
            for (boolean flag : flags) {
                space.put((byte) (flag ? 1 : 0));
            }
        }
    }

    private static ByteBuffer begin(ByteWriter out, int length, int width) {
        out.varint(length);
        return out.space((long) length * width);
    }

    private static Object primitives(int tag, ValueReader r) throws ProtocolException {
        switch (tag) {
            case Tags.INTS -> {
                ByteBuffer in = r.elements(4);
                int[] values = new int[in.remaining() / 4];
                in.asIntBuffer().get(values);
                return values;
            }
            case Tags.LONGS -> {
                ByteBuffer in = r.elements(8);
                long[] values = new long[in.remaining() / 8];
                in.asLongBuffer().get(values);
                return values;
            }
            case Tags.DOUBLES -> {
                ByteBuffer in = r.elements(8);
                double[] values = new double[in.remaining() / 8];
                in.asDoubleBuffer().get(values);
                return values;
            }
            case Tags.FLOATS -> {
                ByteBuffer in = r.elements(4);
                float[] values = new float[in.remaining() / 4];
                in.asFloatBuffer().get(values);
                return values;
            }
            case Tags.SHORTS -> {
                ByteBuffer in = r.elements(2);
                short[] values = new short[in.remaining() / 2];
                in.asShortBuffer().get(values);
                return values;
            }
            case Tags.CHARS -> {
                ByteBuffer in = r.elements(2);
                char[] values = new char[in.remaining() / 2];
                in.asCharBuffer().get(values);
                return values;
            }
            default -> {
                ByteBuffer in = r.elements(1);
                boolean[] values = new boolean[in.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.get(i) != 0;
                }
                return values;
            }
        }
    }
}
