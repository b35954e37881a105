package dev.carom.internal.runtime;

import dev.carom.internal.wire.FrameType;
import java.nio.ByteBuffer;

/**
 * What a worker said of an attempt that it ended, still encoded.
 *
 * @param type RESULT, FAILURE, UNDECODABLE, UNENCODABLE or TOO_LARGE
 * @param body what follows the times in the frame's body
 */
record WorkerReply(FrameType type, byte[] body) {

    ByteBuffer read() {
        return ByteBuffer.wrap(body);
    }
}
