package dev.carom.internal.wire;

import dev.carom.internal.wire.ProtocolException.Reason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames, wherever it was split. Does no I/O. One reader for each channel, used by one
 * thread at a time; once it has thrown, what follows cannot be trusted and it must not be fed again.
 */
public final class FrameReader {
    /** An accumulation buffer up to this size is kept for the next frame. */
    private static final int KEPT = 64 * 1024;

    private static final int FIRST = 4096;

    private static final byte[] EMPTY = {};

    /** So many bytes are cut at a time. */
    private static final int CUT = 16 * 1024;

    /** So many times what has come is the most that is made room for: less copying, and a claim costs who makes it. */
    private static final int GROWTH = 8;

    private final int maxBody;
    private final byte[] header = new byte[FrameWriter.HEADER];
    private int headerFilled;

    /** What is cut, and the same as bodies of frames. In an array, as compilers make far more code of buffers. Empty at first. */
    private byte[] bytes = EMPTY;

    private ByteBuffer view = ByteBuffer.wrap(bytes);

    /** The body of the frame whose header is complete; {@code type} is null while there is none. */
    private byte[] body = EMPTY;

    /** What takes the place of {@code body} where the frame is a block. */
    private @Nullable BlockReader block;

    private int bodyFilled;
    private int length;
    private long attempt;
    private @Nullable FrameType type;

    /** @param maxBody the largest body that is let in, in bytes */
    public FrameReader(int maxBody) {
        if (maxBody < 0) {
            throw new IllegalArgumentException("maxBody must be 0 or more, not " + maxBody);
        }
        this.maxBody = maxBody;
    }

    public int maxBody() {
        return maxBody;
    }

    /**
     * Consumes all that {@code in} has, and passes each frame that it completes to {@code sink}.
     *
     * <p>It is all one method: as it is larger than what HotSpot inlines, it is compiled once, and not again with each way by
     * which bytes come.
     */
    public void feed(ByteBuffer in, FrameSink sink) throws ProtocolException {
        if (bytes.length == 0) {
            view = ByteBuffer.allocate(Math.min(CUT, maxBody) + FrameWriter.HEADER);
            bytes = view.array();
        }
        while (true) {
            if (isAtBoundary()) {
                int count = Math.min(in.remaining(), bytes.length);
                in.get(in.position(), bytes, 0, count);
                int at = 0;
                while (count - at >= FrameWriter.HEADER) {
                    int head = Bits.i32(bytes, at);
                    int size = Bits.i32(bytes, at + 4);
                    boolean sound = FrameWriter.isOurs(head) && size >= 0 && size <= maxBody;
                    FrameType next = sound ? FrameType.of((byte) head) : check(bytes, at, FrameWriter.HEADER);
                    int from = at + FrameWriter.HEADER;
                    if (count - from < size || next.elements() != null) {
                        break; // not whole, or to be whole elsewhere
                    }
                    long number = Bits.i64(bytes, at + 8);
                    at = from + size;
                    sink.frame(next, number, view.limit(at).position(from));
                }
                in.position(in.position() + at);
            }
            if (type == null) {
                while (headerFilled < FrameWriter.HEADER && in.hasRemaining()) {
                    header[headerFilled++] = in.get();
                }
                check(header, 0, headerFilled);
                if (headerFilled < FrameWriter.HEADER) {
                    return;
                }
                begin(FrameType.of(header[3]), Bits.i64(header, 8), Bits.i32(header, 4));
                headerFilled = 0;
            }
            append(in);
            if (bodyFilled < length) {
                return;
            }
            passOn(sink);
        }
    }

    /** To be called at the end of the channel: throws where that is inside a frame. */
    public void end() throws ProtocolException {
        if (type != null) {
            throw new ProtocolException(Reason.EOF_IN_BODY, "the channel ended inside the body of a " + type
                    + " frame, after " + bodyFilled + " of " + length + " bytes");
        }
        if (headerFilled > 0) {
            throw new ProtocolException(Reason.EOF_IN_HEADER, "the channel ended inside the header of a frame, after "
                    + headerFilled + " of " + FrameWriter.HEADER + " bytes");
        }
    }

    /** Whether the reader stands between two frames, so that nothing is lost if the channel ends here. */
    public boolean isAtBoundary() {
        return type == null && headerFilled == 0;
    }

    /** Lets go of what has come of a frame that is not whole. Nothing must be fed after that. */
    public void drop() {
        body = EMPTY;
        block = null;
    }

    /** The frame that is complete now. */
    private void passOn(FrameSink sink) throws ProtocolException {
        FrameType done = type;
        type = null;
        byte[] filled = body;
        BlockReader whole = block;
        if (whole != null) {
            block = null;
            sink.block(done, attempt, whole.array());
        } else if (filled.length > KEPT) {
            body = EMPTY;
            sink.largeFrame(done, attempt, filled);
        } else {
            sink.frame(done, attempt, ByteBuffer.wrap(filled, 0, length));
        }
    }

    private void begin(FrameType type, long attempt, int length) throws ProtocolException {
        Class<?> elements = type.elements();
        if (elements != null) {
            if (length % PrimitiveArrays.width(elements) != 0) {
                throw ProtocolException.malformed("a " + type + " frame has a body of " + length + " bytes, not of whole elements");
            }
            block = new BlockReader(elements, length);
        }
        this.type = type;
        this.attempt = attempt;
        this.length = length;
        bodyFilled = 0;
    }

    /** Takes what is there; the buffer grows with what has come, whatever the header claims, and ends up as long as that. */
    private void append(ByteBuffer in) {
        int count = Math.min(in.remaining(), length - bodyFilled);
        int needed = bodyFilled + count;
        if (block != null) {
            block.take(in.slice(in.position(), count));
            in.position(in.position() + count);
            bodyFilled = needed;
            return;
        }
        if (needed > body.length) {
            byte[] larger = new byte[room(needed, length)];
            System.arraycopy(body, 0, larger, 0, bodyFilled);
            body = larger;
        }
        in.get(body, bodyFilled, count);
        bodyFilled = needed;
    }

    /** How much room to make once so much is needed, where so much is claimed. */
    static int room(int needed, int claimed) {
        return (int) Math.min(claimed, Math.max(FIRST, (long) GROWTH * needed));
    }

    /** Checks as much of the header at {@code at} as is there, so that garbage is named before it is complete. */
    private @Nullable FrameType check(byte[] in, int at, int available) throws ProtocolException {
        if (available >= 2 && (in[at] << 8 | in[at + 1] & 0xff) != FrameWriter.MAGIC) {
            throw new ProtocolException(Reason.BAD_MAGIC, String.format("a frame begins with %02x%02x, not with the magic %04x",
                    in[at], in[at + 1], FrameWriter.MAGIC & 0xffff));
        }
        if (available >= 3 && in[at + 2] != FrameWriter.VERSION) {
            throw new ProtocolException(Reason.WRONG_VERSION, "the frame is of protocol version "
                    + Byte.toUnsignedInt(in[at + 2]) + ", this is version " + FrameWriter.VERSION);
        }
        FrameType found = available >= 4 ? FrameType.of(in[at + 3]) : null;
        if (available >= 8) {
            checkLength(found, Bits.i32(in, at + 4));
        }
        return found;
    }

    private void checkLength(@Nullable FrameType found, int claimed) throws ProtocolException {
        if (claimed < 0) {
            throw new ProtocolException(
                    Reason.NEGATIVE_LENGTH, "a " + found + " frame claims a negative length of " + claimed);
        }
        if (claimed > maxBody) {
            throw new ProtocolException(Reason.LENGTH_OVER_LIMIT, "a " + found + " frame claims a body of " + claimed
                    + " bytes, over the limit of " + maxBody);
        }
    }
}
