package dev.carom.internal.wire;

/** The type of a frame. Its code is the byte on the wire; codes from 16 on go from the worker to the parent. */
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
    TASK_BLOCK(11),
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
    RESULT_BLOCK(31);

    private static final FrameType[] BY_CODE = new FrameType[32];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final byte code;

    FrameType(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
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
