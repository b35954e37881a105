package dev.carom.internal.wire;

import dev.carom.internal.wire.ValueCodec.Identity;
import dev.carom.internal.wire.ValueCodec.Writing;
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
        writing();
        reading();
    }

    private static void writing() {
        value(Boolean.class, (w, v) -> tag(w, (boolean) v ? Tags.TRUE : Tags.FALSE));
        value(Byte.class, (w, v) -> {
            w.out.u8(Tags.BYTE);
            w.out.u8((byte) v);
            return true;
        });
        value(Short.class, (w, v) -> number(w, Tags.SHORT, (short) v));
        value(Character.class, (w, v) -> {
            w.out.u8(Tags.CHAR);
            w.out.varint((char) v);
            return true;
        });
        value(Integer.class, (w, v) -> number(w, Tags.INT, (int) v));
        value(Long.class, (w, v) -> {
            w.out.u8(Tags.LONG);
            w.out.zigzag((long) v);
            return true;
        });
        value(Float.class, (w, v) -> {
            w.out.u8(Tags.FLOAT);
            w.out.i32(Float.floatToRawIntBits((float) v));
            return true;
        });
        value(Double.class, (w, v) -> {
            w.out.u8(Tags.DOUBLE);
            w.out.i64(Double.doubleToRawLongBits((double) v));
            return true;
        });
        ValueCodec.writing(String.class, Identity.SHARED, (w, v) -> string(w.out, (String) v));
        value(Duration.class, (w, v) -> time(w, Tags.DURATION, ((Duration) v).getSeconds(), ((Duration) v).getNano()));
        value(Instant.class, (w, v) -> time(w, Tags.INSTANT, ((Instant) v).getEpochSecond(), ((Instant) v).getNano()));
        value(UUID.class, (w, v) -> {
            w.out.u8(Tags.UUID);
            w.out.i64(((UUID) v).getMostSignificantBits());
            w.out.i64(((UUID) v).getLeastSignificantBits());
            return true;
        });
        value(BigInteger.class, (w, v) -> {
            w.out.u8(Tags.BIG_INTEGER);
            return bigInteger(w.out, (BigInteger) v);
        });
        value(BigDecimal.class, (w, v) -> {
            w.out.u8(Tags.BIG_DECIMAL);
            w.out.zigzag(((BigDecimal) v).scale());
            return bigInteger(w.out, ((BigDecimal) v).unscaledValue());
        });
        ValueCodec.writing(Optional.class, Identity.BUILT_LAST, (w, v) -> {
            w.out.u8(Tags.OPTIONAL);
            return w.write(((Optional<?>) v).orElse(null));
        });
    }

    private static void reading() {
        ValueCodec.reading(Tags.TRUE, r -> true);
        ValueCodec.reading(Tags.FALSE, r -> false);
        ValueCodec.reading(Tags.BYTE, r -> (byte) r.u8());
        ValueCodec.reading(Tags.SHORT, r -> (short) r.zigzag());
        ValueCodec.reading(Tags.CHAR, r -> (char) r.varint());
        ValueCodec.reading(Tags.INT, r -> r.zigzag());
        ValueCodec.reading(Tags.LONG, r -> r.zigzagLong());
        ValueCodec.reading(Tags.FLOAT, r -> Float.intBitsToFloat(r.i32()));
        ValueCodec.reading(Tags.DOUBLE, r -> Double.longBitsToDouble(r.i64()));
        ValueCodec.reading(Tags.LATIN1, r -> r.meet(r.latin1()));
        ValueCodec.reading(Tags.UTF16, ScalarCodecs::readUtf16);
        ValueCodec.reading(Tags.DURATION, r -> Duration.ofSeconds(r.zigzagLong(), r.varint()));
        ValueCodec.reading(Tags.INSTANT, r -> Instant.ofEpochSecond(r.zigzagLong(), r.varint()));
        ValueCodec.reading(Tags.UUID, r -> new UUID(r.i64(), r.i64()));
        ValueCodec.reading(Tags.BIG_INTEGER, ScalarCodecs::readBigInteger);
        ValueCodec.reading(Tags.BIG_DECIMAL, r -> {
            int scale = r.zigzag();
            return new BigDecimal(readBigInteger(r), scale);
        });
        ValueCodec.reading(Tags.OPTIONAL, r -> {
            int number = r.reserve();
            Optional<?> optional = Optional.ofNullable(r.read());
            r.resolve(number, optional);
            return optional;
        });
        ValueCodec.reading(Tags.ENUM, ScalarCodecs::readEnum);
    }

    private static void value(Class<?> type, Writing writing) {
        ValueCodec.writing(type, Identity.NONE, writing);
    }

    private static boolean tag(ValueWriter w, int tag) {
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
