package dev.carom.internal.wire;

import java.nio.ByteBuffer;

/** The layout of a frame, as in the table of ARCHITECTURE.md, and how its header is written. */
public final class FrameWriter {
    /** The length of a header in bytes. */
    public static final int HEADER = 16;

    /** What a body may have beside a payload: room for the fixed fields and the short strings. */
    public static final int SLACK = 64 * 1024;

    /** What each side asks of its socket: a large payload must not wait for the other side many times. The system may give less. */
    public static final int SOCKET_BUFFER = 1 << 20;

    static final short MAGIC = (short) 0xCA70;
    static final byte VERSION = 1;

    private static final int BEGINNING = MAGIC << 16 | VERSION << 8;

    private FrameWriter() {}

    /** Whether these are the first 4 bytes of a frame of this version. */
    static boolean isOurs(int head) {
        return head >>> 8 == BEGINNING >>> 8;
    }

    /** The largest body of a channel whose payloads are limited to {@code maxPayload} bytes. */
    public static int maxBody(long maxPayload) {
        return (int) Math.min(Integer.MAX_VALUE - 64L, maxPayload + SLACK);
    }

    /** Puts the header of a frame whose body has {@code length} bytes; returns where that begins. */
    public static int header(byte[] out, int at, FrameType type, long attempt, int length) {
        Bits.i32(out, at, BEGINNING | type.code());
        Bits.i32(out, at + 4, length);
        Bits.i64(out, at + 8, attempt);
        return at + HEADER;
    }

    /** A whole frame, ready to be written. */
    public static ByteBuffer frame(FrameType type, long attempt, byte[] body) {
        byte[] out = new byte[HEADER + body.length];
        System.arraycopy(body, 0, out, header(out, 0, type, attempt, body.length), body.length);
        return ByteBuffer.wrap(out);
    }

    /** A whole frame with an empty body. */
    public static ByteBuffer frame(FrameType type, long attempt) {
        return frame(type, attempt, EncodedTask.NOTHING);
    }
}
