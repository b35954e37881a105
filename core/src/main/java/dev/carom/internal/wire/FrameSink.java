package dev.carom.internal.wire;

import java.nio.ByteBuffer;

/** Takes the frames that a {@link FrameReader} finds. */
@FunctionalInterface
public interface FrameSink {

    /**
     * @param attempt 0 where the frame is about none
     * @param body from its position to its limit; valid during this call only, so copy what is to stay
     */
    void frame(FrameType type, long attempt, ByteBuffer body) throws ProtocolException;

    /**
     * As {@link #frame}, where the body is large.
     *
     * @param body the sink's to keep, all of it
     */
    default void largeFrame(FrameType type, long attempt, byte[] body) throws ProtocolException {
        frame(type, attempt, ByteBuffer.wrap(body));
    }

    /**
     * As {@link #frame}, of a block.
     *
     * @param array the sink's to keep
     */
    default void block(FrameType type, long attempt, Object array) throws ProtocolException {
        Piece all = Block.of(array).piece();
        ByteBuffer body = ByteBuffer.allocate(all.remaining());
        all.putTo(body);
        frame(type, attempt, body.flip());
    }
}
