package dev.carom.internal.runtime;

import dev.carom.internal.engine.Outcome;
import dev.carom.internal.wire.FrameType;
import java.nio.ByteBuffer;

/**
 * What a worker said of an attempt that it ended without an {@link Answer}, or of its own start, still encoded.
 *
 * @param type FAILURE, UNDECODABLE, UNENCODABLE or TOO_LARGE; START_FAILED of its start
 * @param body what follows the times in the frame's body
 */
record WorkerReply(FrameType type, byte[] body) implements Outcome.Reported {

    @Override
    public boolean succeeded() {
        return false;
    }

    ByteBuffer read() {
        return ByteBuffer.wrap(body);
    }
}
