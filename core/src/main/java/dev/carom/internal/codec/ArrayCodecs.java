package dev.carom.internal.codec;

import dev.carom.internal.codec.ValueCodec.Identity;
import dev.carom.internal.codec.ValueCodec.Reading;
import dev.carom.internal.codec.ValueCodec.Writing;
import dev.carom.internal.wire.PrimitiveArrays;
import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.lang.reflect.Array;
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
            if (v instanceof Object[] elements) {
                w.out.u8(tag);
                return Elements.write(w, elements);
            }
            if (w.out.block(v)) {
                w.out.u8(Tags.BLOCK);
                return true;
            }
            int length = Array.getLength(v);
            w.out.u8(tag);
            w.out.varint(length);
            if (v instanceof byte[] bytes) {
                w.out.bytes(bytes);
            } else {
                PrimitiveArrays.put(w.out.space(PrimitiveArrays.size(v)), v, 0, length);
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
                case Tags.BOOLEANS -> primitives(r, boolean.class);
                case Tags.SHORTS -> primitives(r, short.class);
                case Tags.CHARS -> primitives(r, char.class);
                case Tags.INTS -> primitives(r, int.class);
                case Tags.LONGS -> primitives(r, long.class);
                case Tags.FLOATS -> primitives(r, float.class);
                case Tags.DOUBLES -> primitives(r, double.class);
                default -> throw new AssertionError("no array has tag " + tag);
            };
        }
    }

    private static Object elements(ValueReader r, @Nullable Object[] values) throws IOException, ClassNotFoundException {
        r.meet(values);
        Elements.read(r, values);
        return values;
    }

    private static Object primitives(ValueReader r, Class<?> type) throws ProtocolException {
        int width = PrimitiveArrays.width(type);
        ByteBuffer in = r.elements(width);
        Object values = Array.newInstance(type, in.remaining() / width);
        PrimitiveArrays.get(in, values, 0, in.remaining() / width);
        return r.meet(values);
    }
}
