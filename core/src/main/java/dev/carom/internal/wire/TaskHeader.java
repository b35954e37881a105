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
        byte[] id = correlationId.isEmpty() ? EncodedTask.NOTHING : correlationId.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[FIXED + id.length];
        ByteBuffer.wrap(bytes).putLong(softNanos).putLong(hardNanos).putInt(delivery).putInt(id.length).put(id);
        return bytes;
    }

    /** Leaves the position of {@code body} at the payload. */
    public static TaskHeader decode(ByteBuffer body) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        return new TaskHeader(in.i64("soft limit"), in.i64("hard limit"), in.i32("delivery"),
                in.string("correlation id"));
    }
}
