package dev.carom.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

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
        byte[] bytes = new byte[FIXED + id.length];
        put(ByteBuffer.wrap(bytes), id);
        return bytes;
    }

    /**
     * Puts a TASK frame with this header; where the payload is left out, it has to follow.
     *
     * @param room gives a buffer with room for so many bytes, which it must take
     */
    public void putFrame(IntFunction<ByteBuffer> room, long attempt, byte[] payload, boolean withPayload) {
        byte[] id = id();
        int length = FIXED + id.length + payload.length;
        ByteBuffer out = room.apply(FrameWriter.HEADER + (withPayload ? length : length - payload.length));
        FrameWriter.header(out, FrameType.TASK, attempt, length);
        put(out, id);
        if (withPayload) {
            out.put(payload);
        }
    }

    private byte[] id() {
        return correlationId.isEmpty() ? EncodedTask.NOTHING : correlationId.getBytes(StandardCharsets.UTF_8);
    }

    private void put(ByteBuffer out, byte[] id) {
        out.putLong(softNanos).putLong(hardNanos).putInt(delivery).putInt(id.length).put(id);
    }

    /** Leaves the position of {@code body} at the payload. */
    public static TaskHeader decode(ByteBuffer body) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        return new TaskHeader(in.i64("soft limit"), in.i64("hard limit"), in.i32("delivery"),
                in.string("correlation id"));
    }
}
