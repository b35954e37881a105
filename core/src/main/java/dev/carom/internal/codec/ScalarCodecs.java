package dev.carom.internal.codec;

import dev.carom.internal.codec.ValueCodec.Identity;
import dev.carom.internal.codec.ValueCodec.Reading;
import dev.carom.internal.codec.ValueCodec.Writing;
import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Boxed primitives, strings and other values without parts of their own. */
final class ScalarCodecs {
    private ScalarCodecs() {}

    static void register() {
        written(Boolean.class, Tags.TRUE);
        written(Byte.class, Tags.BYTE);
        written(Short.class, Tags.SHORT);
        written(Character.class, Tags.CHAR);
        written(Integer.class, Tags.INT);
        written(Long.class, Tags.LONG);
        written(Float.class, Tags.FLOAT);
        written(Double.class, Tags.DOUBLE);
        ValueCodec.writing(String.class, Identity.SHARED, new Scalar(Tags.LATIN1));
        written(Duration.class, Tags.DURATION);
        written(Instant.class, Tags.INSTANT);
        written(UUID.class, Tags.UUID);
        written(BigInteger.class, Tags.BIG_INTEGER);
        written(BigDecimal.class, Tags.BIG_DECIMAL);
        ValueCodec.writing(Optional.class, Identity.BUILT_LAST, new Scalar(Tags.OPTIONAL));
        for (int tag = Tags.TRUE; tag <= Tags.ENUM; tag++) {
            ValueCodec.reading(tag, new Scalar(tag));
        }
    }

    private static void written(Class<?> type, int tag) {
        ValueCodec.writing(type, Identity.NONE, new Scalar(tag));
    }

    /**
     * Values with this tag, or of the class that has it and another one. One class for all: a lambda for each of them would be
     * a good part of what a young worker does before its first task.
     */
    private record Scalar(int tag) implements Writing, Reading {
        @Override
        public boolean write(ValueWriter w, Object v) throws Exception {
            return switch (tag) {
                case Tags.TRUE -> tagged(w, (boolean) v ? Tags.TRUE : Tags.FALSE);
                case Tags.BYTE -> byteOf(w, (byte) v);
                case Tags.SHORT -> number(w, Tags.SHORT, (short) v);
                case Tags.CHAR -> character(w, (char) v);
                case Tags.INT -> number(w, Tags.INT, (int) v);
                case Tags.LONG -> longOf(w, (long) v);
                case Tags.FLOAT -> floatOf(w, (float) v);
                case Tags.DOUBLE -> doubleOf(w, (double) v);
                case Tags.LATIN1 -> string(w.out, (String) v);
                case Tags.DURATION -> time(w, tag, ((Duration) v).getSeconds(), ((Duration) v).getNano());
                case Tags.INSTANT -> time(w, tag, ((Instant) v).getEpochSecond(), ((Instant) v).getNano());
                case Tags.UUID -> uuid(w, (UUID) v);
                case Tags.BIG_INTEGER -> tagged(w, tag) && bigInteger(w.out, (BigInteger) v);
                case Tags.BIG_DECIMAL -> bigDecimal(w, (BigDecimal) v);
                default -> tagged(w, Tags.OPTIONAL) && w.write(((Optional<?>) v).orElse(null));
            };
        }

        @Override
        public @Nullable Object read(ValueReader r) throws IOException, ClassNotFoundException {
            return switch (tag) {
                case Tags.TRUE -> true;
                case Tags.FALSE -> false;
                case Tags.BYTE -> (byte) r.u8();
                case Tags.SHORT -> (short) r.zigzag();
                case Tags.CHAR -> (char) r.varint();
                case Tags.INT -> r.zigzag();
                case Tags.LONG -> r.zigzagLong();
                case Tags.FLOAT -> Float.intBitsToFloat(r.i32());
                case Tags.DOUBLE -> Double.longBitsToDouble(r.i64());
                case Tags.LATIN1 -> r.meet(r.latin1());
                case Tags.UTF16 -> readUtf16(r);
                case Tags.DURATION -> Duration.ofSeconds(r.zigzagLong(), r.varint());
                case Tags.INSTANT -> Instant.ofEpochSecond(r.zigzagLong(), r.varint());
                case Tags.UUID -> new UUID(r.i64(), r.i64());
                case Tags.BIG_INTEGER -> readBigInteger(r);
                case Tags.BIG_DECIMAL -> readBigDecimal(r);
                case Tags.OPTIONAL -> readOptional(r);
                default -> readEnum(r);
            };
        }
    }

    private static boolean byteOf(ValueWriter w, byte value) {
        w.out.u8(Tags.BYTE);
        w.out.u8(value);
        return true;
    }

    private static boolean character(ValueWriter w, char value) {
        w.out.u8(Tags.CHAR);
        w.out.varint(value);
        return true;
    }

    private static boolean longOf(ValueWriter w, long value) {
        w.out.u8(Tags.LONG);
        w.out.zigzag(value);
        return true;
    }

    private static boolean floatOf(ValueWriter w, float value) {
        w.out.u8(Tags.FLOAT);
        w.out.i32(Float.floatToRawIntBits(value));
        return true;
    }

    private static boolean doubleOf(ValueWriter w, double value) {
        w.out.u8(Tags.DOUBLE);
        w.out.i64(Double.doubleToRawLongBits(value));
        return true;
    }

    private static boolean uuid(ValueWriter w, UUID value) {
        w.out.u8(Tags.UUID);
        w.out.i64(value.getMostSignificantBits());
        w.out.i64(value.getLeastSignificantBits());
        return true;
    }

    private static boolean bigDecimal(ValueWriter w, BigDecimal value) {
        w.out.u8(Tags.BIG_DECIMAL);
        w.out.zigzag(value.scale());
        return bigInteger(w.out, value.unscaledValue());
    }

    private static BigDecimal readBigDecimal(ValueReader r) throws IOException {
        int scale = r.zigzag();
        return new BigDecimal(readBigInteger(r), scale);
    }

    private static Optional<?> readOptional(ValueReader r) throws IOException, ClassNotFoundException {
        int number = r.reserve();
        Optional<?> optional = Optional.ofNullable(r.read());
        r.resolve(number, optional);
        return optional;
    }

    private static boolean tagged(ValueWriter w, int tag) {
        w.out.u8(tag);
        return true;
    }

    private static boolean number(ValueWriter w, int tag, int number) {
        w.out.u8(tag);
        w.out.zigzag(number);
        return true;
    }

    private static boolean time(ValueWriter w, int tag, long seconds, int nanos) {
        w.out.u8(tag);
        w.out.zigzag(seconds);
        w.out.varint(nanos);
        return true;
    }

    private static boolean bigInteger(ByteWriter out, BigInteger value) {
        byte[] bytes = value.toByteArray();
        out.varint(bytes.length);
        out.bytes(bytes);
        return true;
    }

    private static BigInteger readBigInteger(ValueReader in) throws IOException {
        byte[] bytes = in.bytes();
        if (bytes.length == 0) {
            throw ProtocolException.malformed("a BigInteger has no bytes");
        }
        return new BigInteger(bytes);
    }

    /** Not UTF-8: it must also carry what is no well-formed text, such as half a surrogate pair. */
    static boolean string(ByteWriter out, String value) {
        int length = value.length();
        if (isLatin1(value)) {
            out.u8(Tags.LATIN1);
            out.varint(length);
            out.latin1(value);
            return true;
        }
        out.u8(Tags.UTF16);
        out.varint(length);
        ByteBuffer space = out.space(2L * length);
        for (int i = 0; i < length; i++) {
            space.putChar(value.charAt(i));
        }
        return true;
    }

    private static boolean isLatin1(String value) {
        int all = 0;
        for (int i = 0; i < value.length(); i++) {
            all |= value.charAt(i);
        }
        return all < 0x100;
    }

    private static String readUtf16(ValueReader in) throws IOException {
        ByteBuffer bytes = in.elements(2);
        char[] chars = new char[bytes.remaining() / 2];
        bytes.asCharBuffer().get(chars);
        return in.meet(new String(chars));
    }

    static boolean writeEnum(ValueWriter w, Object value) {
        Enum<?> constant = (Enum<?>) value;
        w.out.u8(Tags.ENUM);
        string(w.out, constant.getDeclaringClass().getName());
        string(w.out, constant.name());
        return true;
    }

    /** A string that is a part of another value, and is not numbered. */
    private static String part(ValueReader in) throws IOException {
        int tag = in.u8();
        if (tag == Tags.LATIN1) {
            return in.latin1();
        }
        if (tag != Tags.UTF16) {
            throw ProtocolException.malformed("a name is expected, not a value with tag " + tag);
        }
        return in.elements(2).asCharBuffer().toString();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the check for an enum class is the line before
    private static @Nullable Object readEnum(ValueReader in) throws IOException, ClassNotFoundException {
        Class<?> type = in.context.type(part(in));
        String name = part(in);
        if (!type.isEnum()) {
            throw new InvalidObjectException(type.getName() + " is not an enum");
        }
        try {
            return Enum.valueOf((Class) type, name);
        } catch (IllegalArgumentException unknown) {
            InvalidObjectException invalid =
                    new InvalidObjectException(type.getName() + " has no constant " + name + " here");
            invalid.initCause(unknown);
            throw invalid;
        }
    }
}
