package dev.carom.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What precedes the payload of a TASK frame.
 *
 * @param softNanos the soft limit; 0: none
 * @param hardNanos the hard limit; 0: none
 * @param delivery counted from 1
 * @param correlationId empty: none
 */
public record TaskHeader(long softNanos, long hardNanos, int delivery, String correlationId) {
    private static final int FIXED = 8 + 8 + 4 + 4;

    /** Its bytes alone; the payload follows them. */
    public byte[] encode() {
        byte[] id = id();
        byte[] bytes = new byte[size(id)];
        put(bytes, 0, id);
        return bytes;
    }

    /** The length of its bytes, with that {@link #id()}. */
    public static int size(byte[] id) {
        return FIXED + id.length;
    }

    /** The correlation id, as it is put. */
    public byte[] id() {
        return correlationId.isEmpty() ? EncodedTask.NOTHING : correlationId.getBytes(StandardCharsets.UTF_8);
    }

    /** Puts its bytes there, with its {@link #id()}; returns where they end. */
    public int put(byte[] out, int at, byte[] id) {
        Bits.i64(out, at, softNanos);
        Bits.i64(out, at + 8, hardNanos);
        Bits.i32(out, at + 16, delivery);
        Bits.i32(out, at + 20, id.length);
        System.arraycopy(id, 0, out, at + FIXED, id.length);
        return at + FIXED + id.length;
    }

    /** Leaves the position of {@code body} at the payload. */
    public static TaskHeader decode(ByteBuffer body) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        return new TaskHeader(in.i64("soft limit"), in.i64("hard limit"), in.i32("delivery"),
                in.string("correlation id"));
    }
}
