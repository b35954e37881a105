package dev.carom.internal.child;

import dev.carom.internal.codec.InstalledCodec;
import dev.carom.internal.codec.ResultEncoder;
import dev.carom.internal.codec.ThrowableCodec;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of an attempt, as the frame that says so: exactly one for each. Made in two steps, since encoding runs user
 * code and sending must not: {@link #encode}, then {@link #hold}. Used by the task thread.
 */
final class Replies {
    private final Outbox outbox;
    private final ResultEncoder encoder;
    private final int throwableRoom;
    private final ResidentSet memory;
    private final boolean reportMemory;

    /**
     * A reply but for its usage.
     *
     * @param rest what follows that: pieces, one after the other
     * @param blocks what comes before all
     */
    record Reply(FrameType type, List<ByteBuffer> rest, List<Object> blocks) {

        Reply(FrameType type, ByteBuffer rest) {
            this(type, List.of(rest), List.of());
        }
    }

    Replies(Outbox outbox, int maxPayload, boolean reportMemory) {
        this.outbox = outbox;
        this.encoder = new ResultEncoder(maxPayload).withBlocks();
        this.throwableRoom = ThrowableCodec.room(maxPayload);
        this.reportMemory = reportMemory;
        this.memory = ResidentSet.open();
    }

    /** To be called before all else where the pool has a codec. */
    void use(@Nullable InstalledCodec codec) {
        encoder.use(codec);
    }

    /** Valid until the next call. */
    Reply encode(Outcome outcome) {
        if (outcome instanceof Outcome.Returned returned) {
            return encode(result(returned.value()));
        }
        if (outcome instanceof Outcome.Threw threw) {
            return new Reply(FrameType.FAILURE, ByteBuffer.wrap(throwable(threw.throwable())));
        }
        Outcome.Undecodable undecodable = (Outcome.Undecodable) outcome;
        return new Reply(FrameType.UNDECODABLE, ByteBuffer.wrap(throwable(undecodable.throwable())));
    }

    private ResultEncoder.Outcome result(@Nullable Object value) {
        try {
            return encoder.encode(value);
        } catch (Throwable thrown) {
            return new ResultEncoder.Unencodable("encoding the result threw " + thrown, thrown);
        }
    }

    private Reply encode(ResultEncoder.Outcome outcome) {
        if (outcome instanceof ResultEncoder.Encoded encoded) {
            return new Reply(FrameType.RESULT, encoded.pieces(), encoded.blocks());
        }
        if (outcome instanceof ResultEncoder.TooLarge tooLarge) {
            return new Reply(FrameType.TOO_LARGE, ByteBuffer.allocate(8).putLong(0, tooLarge.size()));
        }
        ResultEncoder.Unencodable unencodable = (ResultEncoder.Unencodable) outcome;
        byte[] reason = string(unencodable.reason());
        byte[] cause = throwable(unencodable.cause());
        ByteBuffer rest = ByteBuffer.allocate(reason.length + cause.length).put(reason).put(cause).flip();
        return new Reply(FrameType.UNENCODABLE, rest);
    }

    /** Holds the reply back, which is not valid any more then; false if it is a large one, which is written at once. */
    boolean hold(long attempt, long elapsedNanos, Reply reply) {
        byte[] usage = new Usage(elapsedNanos, reportMemory ? memory.bytes() : 0).encode();
        boolean small = reply.blocks().isEmpty();
        if (small) {
            small = outbox.hold(reply.type(), attempt, usage, reply.rest());
        } else {
            outbox.write(reply.type(), attempt, usage, reply.rest(), reply.blocks());
        }
        encoder.release();
        return small;
    }

    /** The resident set size, as READY carries it. */
    byte[] memory() {
        return ByteBuffer.allocate(8).putLong(memory.bytes()).array();
    }

    byte[] throwable(Throwable throwable) {
        return ThrowableCodec.encode(throwable, throwableRoom);
    }

    /** A string as a body carries it. */
    static byte[] string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + utf8.length).putInt(utf8.length).put(utf8).array();
    }
}
