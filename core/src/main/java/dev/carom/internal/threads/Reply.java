package dev.carom.internal.threads;

import dev.carom.internal.codec.ResultEncoder;
import dev.carom.internal.codec.ThrowableCodec;
import dev.carom.internal.wire.FrameType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of an attempt: the frame that would say so, and its body behind the usage. */
record Reply(FrameType type, byte[] body) {

    static Reply ofResult(@Nullable Object value, WorkerSetup setup) {
        ResultEncoder.Outcome outcome;
        try {
            outcome = new ResultEncoder(setup.maxPayload()).use(setup.codec()).encode(value);
        } catch (Throwable thrown) { // by user code
            outcome = new ResultEncoder.Unencodable("encoding the result threw " + thrown, thrown);
        }
        if (outcome instanceof ResultEncoder.Encoded encoded) {
            return new Reply(FrameType.RESULT, bytes(encoded.pieces()));
        }
        if (outcome instanceof ResultEncoder.TooLarge tooLarge) {
            return new Reply(FrameType.TOO_LARGE, ByteBuffer.allocate(8).putLong(tooLarge.size()).array());
        }
        ResultEncoder.Unencodable unencodable = (ResultEncoder.Unencodable) outcome;
        byte[] reason = unencodable.reason().getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(4).putInt(reason.length).flip();
        return new Reply(FrameType.UNENCODABLE, bytes(List.of(length, ByteBuffer.wrap(reason),
                ByteBuffer.wrap(throwable(unencodable.cause(), setup.maxPayload())))));
    }

    /** @param type FAILURE or UNDECODABLE */
    static Reply ofThrowable(FrameType type, Throwable thrown, int maxPayload) {
        return new Reply(type, throwable(thrown, maxPayload));
    }

    static byte[] throwable(Throwable thrown, int maxPayload) {
        return ThrowableCodec.encode(thrown, ThrowableCodec.room(maxPayload));
    }

    /** A copy of the pieces, one behind the other. */
    static byte[] bytes(List<ByteBuffer> pieces) {
        ByteBuffer all = ByteBuffer.allocate(pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(piece -> all.put(piece.duplicate()));
        return all.array();
    }
}
