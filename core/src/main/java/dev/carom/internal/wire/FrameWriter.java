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

    private static final long BEGINNING = (long) MAGIC << 48 | (long) VERSION << 40;

    private FrameWriter() {}

    /** Whether these are the first 8 bytes of a frame of this version. */
    static boolean isOurs(long head) {
        return head >>> 40 == BEGINNING >>> 40;
    }

    /** The largest body of a channel whose payloads are limited to {@code maxPayload} bytes. */
    public static int maxBody(long maxPayload) {
        return (int) Math.min(Integer.MAX_VALUE - 64L, maxPayload + SLACK);
    }

    /** Puts a header at the position of {@code out}, which must have {@link #HEADER} bytes of room. */
    public static void header(ByteBuffer out, FrameType type, long attempt, int length) {
        out.putLong(BEGINNING | (long) type.code() << 32 | length).putLong(attempt);
    }

    /** A whole frame, ready to be written. */
    public static ByteBuffer frame(FrameType type, long attempt, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + body.length);
        header(out, type, attempt, body.length);
        return out.put(body).flip();
    }

    /** A whole frame with an empty body. */
    public static ByteBuffer frame(FrameType type, long attempt) {
        ByteBuffer out = ByteBuffer.allocate(HEADER);
        header(out, type, attempt, 0);
        return out.flip();
    }
}
