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
}
