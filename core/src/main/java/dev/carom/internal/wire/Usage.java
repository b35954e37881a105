package dev.carom.internal.wire;

import java.nio.ByteBuffer;

/**
 * What an attempt took; begins the body of RESULT, FAILURE, UNDECODABLE, UNENCODABLE and TOO_LARGE.
 *
 * @param rssBytes resident set size of the worker; 0: not asked for
 */
public record Usage(long elapsedNanos, long rssBytes) {
    /** Its length in bytes. */
    public static final int SIZE = 16;

    /** Its bytes alone; what else is in the body follows them. */
    public byte[] encode() {
        byte[] bytes = new byte[SIZE];
        Bits.i64(bytes, 0, elapsedNanos);
        Bits.i64(bytes, 8, rssBytes);
        return bytes;
    }

    /** Leaves the position of {@code body} behind it. */
    public static Usage decode(ByteBuffer body) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        return new Usage(in.i64("elapsed"), in.i64("rss"));
    }
}
