package dev.carom.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a frame's body from the buffer's position on, and moves it; never past the limit. */
public final class BodyReader {
    private final ByteBuffer in;

    public BodyReader(ByteBuffer body) {
        this.in = body;
    }

    public int u8(String field) throws ProtocolException {
        return Byte.toUnsignedInt(need(field, 1).get());
    }

    public int i32(String field) throws ProtocolException {
        return need(field, 4).getInt();
    }

    public long i64(String field) throws ProtocolException {
        return need(field, 8).getLong();
    }

    /** Exactly {@code count} bytes. */
    public byte[] bytes(String field, int count) throws ProtocolException {
        byte[] bytes = new byte[checked(field, count)];
        in.get(bytes);
        return bytes;
    }

    /** Exactly {@code count} bytes, without a copy. */
    public ByteBuffer slice(String field, int count) throws ProtocolException {
        ByteBuffer slice = in.slice(in.position(), checked(field, count));
        in.position(in.position() + count);
        return slice;
    }

    /** A 4-byte length and as many bytes. */
    public byte[] blob(String field) throws ProtocolException {
        return bytes(field, i32(field));
    }

    /** A 4-byte length and UTF-8. */
    public String string(String field) throws ProtocolException {
        return new String(blob(field), StandardCharsets.UTF_8);
    }

    /** A number of things of which each takes {@code atLeast} bytes or more. */
    public int count(String field, int atLeast) throws ProtocolException {
        int count = i32(field);
        if (count < 0 || (long) count * atLeast > in.remaining()) {
            throw ProtocolException.malformed(
                    field + " claims " + count + " elements, but only " + in.remaining() + " bytes follow");
        }
        return count;
    }

    /** All that is left, without a copy. */
    public ByteBuffer rest() {
        ByteBuffer rest = in.slice();
        in.position(in.limit());
        return rest;
    }

    /** To be called after the last field: throws where anything is left. */
    public void end() throws ProtocolException {
        if (in.hasRemaining()) {
            throw ProtocolException.malformed(in.remaining() + " bytes are left over after the last field");
        }
    }

    private ByteBuffer need(String field, int count) throws ProtocolException {
        checked(field, count);
        return in;
    }

    private int checked(String field, int count) throws ProtocolException {
        if (count < 0 || count > in.remaining()) {
            throw ProtocolException.malformed(
                    field + " takes " + count + " bytes, but the body has " + in.remaining() + " left");
        }
        return count;
    }
}
