package dev.carom.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * The type of a frame. Its code is the byte on the wire; codes from 16 on go from the worker to the parent, from 32 on either way:
 * each of those is a {@link Block} of the elements that it is named for.
 */
public enum FrameType {
    HELLO(1),
    WELCOME(2),
    DEFINE(3),
    TASK(4),
    REVOKE(5),
    CONFIRM(6),
    SOFT_LIMIT(7),
    DUMP(8),
    EXIT(9),
    SPIN(10),
    READY(16),
    START_FAILED(17),
    ACCEPT(18),
    RESULT(19),
    FAILURE(20),
    UNDECODABLE(21),
    UNENCODABLE(22),
    TOO_LARGE(23),
    RETURNED(24),
    STACK(25),
    LEAVING(26),
    PROGRESS(27),
    NOTICE(28),
    THREADS_LEFT(29),
    PRINTED(30),
    BYTES(32, byte.class),
    BOOLEANS(33, boolean.class),
    SHORTS(34, short.class),
    CHARS(35, char.class),
    INTS(36, int.class),
    LONGS(37, long.class),
    FLOATS(38, float.class),
    DOUBLES(39, double.class);

    private static final FrameType[] BY_CODE = new FrameType[40];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final byte code;
    private final @Nullable Class<?> elements;

    FrameType(int code) {
        this(code, null);
    }

    FrameType(int code, @Nullable Class<?> elements) {
        this.code = (byte) code;
        this.elements = elements;
    }

    public byte code() {
        return code;
    }

    /** Null where it is not that of a block. */
    @Nullable Class<?> elements() {
        return elements;
    }

    /** The type of the frame for this array of primitives. */
    static FrameType ofBlock(Object array) {
        for (FrameType type : BY_CODE) {
            if (type != null && type.elements == array.getClass().getComponentType()) {
                return type;
            }
        }
        throw new AssertionError("no frame is for " + array.getClass());
    }

    /** The type with this code. */
    public static FrameType of(byte code) throws ProtocolException {
        FrameType type = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (type == null) {
            throw new ProtocolException(
                    ProtocolException.Reason.UNKNOWN_TYPE, "no frame type has code " + Byte.toUnsignedInt(code));
        }
        return type;
    }
}
