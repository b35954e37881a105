package dev.carom.internal.codec;

import dev.carom.internal.wire.Bits;
import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.ProtocolException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a {@link ChunkResult}: its tag; i32 elements; i32 failures; for each failure i32 index and a blob, the
 * throwable; then the payload of an {@code Object[]} of the values, with null where an element failed.
 */
final class ChunkResultFormat {
    private static final int LARGEST_FAILURE = 64 * 1024;
    private static final int SMALLEST_FAILURE = 1024;

    /** What failures leave for each element: its index and lengths, and a small value. */
    private static final int EACH = 16;

    private ChunkResultFormat() {}

    static void write(PayloadWriter payload, ChunkResult result) throws Exception {
        ByteWriter out = payload.out;
        out.u8(Tags.CHUNK_RESULT);
        out.i32(result.size());
        int left = countFailures(result);
        out.i32(left);
        long room = out.limit() - (long) EACH * result.size();
        for (int i = 0; left > 0; i++) {
            Throwable failure = result.failure(i);
            if (failure != null) {
                long share = (room - out.size()) / left;
                out.i32(i);
                out.blob(ThrowableCodec.encode(
                        failure, (int) Math.max(SMALLEST_FAILURE, Math.min(LARGEST_FAILURE, share))));
                left--;
            }
        }
        payload.write(result.values());
    }

    /** What precedes the values. */
    record Head(int size, @Nullable Throwable @Nullable [] failures) {
        ChunkResult with(@Nullable Object values) throws ProtocolException {
            if (values instanceof Object[] elements && elements.length == size) {
                return new ChunkResult(elements, failures);
            }
            throw ProtocolException.malformed("the values of a chunk are not as many as its elements");
        }
    }

    /** Leaves the position of {@code body} behind it. */
    static Head read(ByteBuffer body, ReadContext context) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        int size = in.count("elements", 1);
        int failed = in.count("failures", 8);
        @Nullable Throwable[] failures = failed == 0 ? null : new Throwable[size];
        for (int i = 0; i < failed; i++) {
            int index = in.i32("index");
            if (index < 0 || index >= size) {
                throw ProtocolException.malformed("element " + index + " failed, of " + size);
            }
            failures[index] = ThrowableReader.read(in.slice("failure", in.i32("failure length")), context);
        }
        return new Head(size, failures);
    }

    /**
     * Where in {@code bytes} the values of a payload are, an {@code Object[]} with tags; -1 where they are not, where
     * anything failed, or where there are not {@code size} elements.
     */
    static int valuesWhereNoneFailed(byte[] bytes, int from, int size) {
        int values = from + 1 + 2 * Integer.BYTES;
        boolean there = bytes.length - from > 1 + 2 * Integer.BYTES
                && bytes[from] == Tags.CHUNK_RESULT
                && Bits.i32(bytes, from + 1) == size
                && Bits.i32(bytes, from + 1 + Integer.BYTES) == 0
                && bytes[values] == Tags.OBJECTS;
        return there ? values : -1;
    }

    private static int countFailures(ChunkResult result) {
        int count = 0;
        for (int i = 0; result.hasFailures() && i < result.size(); i++) {
            count += result.isFailed(i) ? 1 : 0;
        }
        return count;
    }
}
