package dev.carom.internal.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Encodes the results of a worker, into a buffer that is used again. One thread at a time. */
public final class ResultEncoder {

    /** What came of a result. */
    public sealed interface Outcome {}

    /** @param payload valid until the next call of {@link #encode} */
    public record Encoded(ByteBuffer payload) implements Outcome {}

    /** @param size where encoding stopped, in bytes */
    public record TooLarge(long size) implements Outcome {}

    /** @param reason what cannot be encoded, the path to it, what to do */
    public record Unencodable(String reason, Throwable cause) implements Outcome {}

    /** @param maxPayload in bytes */
    public ResultEncoder(long maxPayload) {}

    public Outcome encode(@Nullable Object result) {
        throw new UnsupportedOperationException();
    }
}
