package dev.carom.internal.codec;

import dev.carom.internal.wire.Bits;
import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads one graph of tagged values. What it reads may be hostile: it allocates no more than in proportion to the bytes
 * that are there, and goes no deeper than {@link ValueWriter} does.
 */
final class ValueReader {
    private static final int DEPTH = ValueWriter.DEPTH + 1;
    private static final int FIRST_MET = 2;
    private static final @Nullable Object[] NONE = {};

    final ReadContext context;
    private final byte[] in;
    private final int end;
    private final Iterator<Object> blocks;
    private int at;

    /** Elements that may still be claimed: each takes a byte at least, so all together no more than there are bytes. */
    private int claimable;

    private int depth;
    /** Has room for those that are built; made with the first one that may be met again. */
    private @Nullable Object[] met = NONE;
    private int metCount;

    /** @param blocks those of the payload that were not read yet */
    ValueReader(byte[] in, int offset, int end, Iterator<Object> blocks, ReadContext context) {
        this.in = in;
        this.at = offset;
        this.end = end;
        this.blocks = blocks;
        this.claimable = end - offset;
        this.context = context;
    }

    @Nullable Object read() throws IOException, ClassNotFoundException {
        int tag = u8();
        switch (tag) { // what most values are: no call by way of a table
            case Tags.NULL -> {
                return null;
            }
            case Tags.BACK -> {
                return metBefore(varint());
            }
            case Tags.INT -> {
                return zigzag();
            }
            case Tags.LATIN1 -> {
                return meet(latin1());
            }
            default -> {
                return readByTable(tag);
            }
        }
    }

    private @Nullable Object readByTable(int tag) throws IOException, ClassNotFoundException {
        ValueCodec.Reading reading = ValueCodec.reading(tag);
        if (reading == null) {
            throw ProtocolException.malformed("no value has tag " + tag);
        }
        if (++depth > DEPTH) {
            throw ProtocolException.malformed("values are nested more than " + DEPTH + " deep");
        }
        Object value = reading.read(this);
        depth--;
        return value;
    }

    @Nullable Object lambda() throws IOException, ClassNotFoundException {
        int number = reserve();
        LambdaFactory factory = context.lambda(varint());
        @Nullable Object[] captured = new Object[factory.captured()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = read();
        }
        Object lambda = factory.make(captured, context.loader());
        resolve(number, lambda);
        return lambda;
    }

    @Nullable Object part() throws IOException {
        int number = reserve();
        int count = length(1);
        Object value = context.codec().read(in, advance(count), count, context.loader());
        if (value != null) {
            resolve(number, value);
        }
        return value;
    }

    /** Numbers an object that later ones may refer to from now on. */
    <T> T meet(T object) {
        resolve(reserve(), object);
        return object;
    }

    /** A number for an object that can be built only later. */
    int reserve() {
        return metCount++;
    }

    void resolve(int number, Object object) {
        if (number >= met.length) {
            met = Arrays.copyOf(met, Math.max(FIRST_MET, metCount * 2));
        }
        met[number] = object;
    }

    private Object metBefore(int number) throws ProtocolException {
        Object object = number >= 0 && number < met.length ? met[number] : null;
        if (object == null) {
            throw ProtocolException.malformed("a value refers to object " + number + ", which is not built yet");
        }
        return object;
    }

    int u8() throws ProtocolException {
        if (at == end) {
            throw tooShort(1);
        }
        return in[at++] & 0xff;
    }

    int i32() throws ProtocolException {
        return Bits.i32(in, advance(4));
    }

    long i64() throws ProtocolException {
        return Bits.i64(in, advance(8));
    }

    int varint() throws ProtocolException {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = u8();
            value |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw ProtocolException.malformed("a number of 32 bits takes more than 5 bytes");
    }

    /** Integers, into this part. */
    void zigzagInts(int[] into, int from, int to) throws ProtocolException {
        byte[] bytes = in;
        int next = at;
        for (int i = from; i < to; i++) {
            int left = end - next;
            int value;
            if (left > 0 && bytes[next] >= 0) {
                value = bytes[next];
                next++;
            } else if (left > 1 && bytes[next + 1] >= 0) {
                value = (bytes[next] & 0x7f) | bytes[next + 1] << 7;
                next += 2;
            } else if (left > 2 && bytes[next + 2] >= 0) {
                value = (bytes[next] & 0x7f) | (bytes[next + 1] & 0x7f) << 7 | bytes[next + 2] << 14;
                next += 3;
            } else {
                at = next;
                value = varint();
                next = at;
            }
            into[i] = (value >>> 1) ^ -(value & 1);
        }
        at = next;
    }

    /** Longs, into this part. */
    void zigzagLongs(long[] into, int from, int to) throws ProtocolException {
        byte[] bytes = in;
        int next = at;
        for (int i = from; i < to; i++) {
            long value = 0;
            int shift = 0;
            int last = -1;
            while (last < 0 && next < end && shift < 70) {
                last = bytes[next++];
                value |= (last & 0x7fL) << shift;
                shift += 7;
            }
            if (last < 0) {
                throw ProtocolException.malformed("a number of 64 bits takes more than 10 bytes, or is not there");
            }
            into[i] = (value >>> 1) ^ -(value & 1);
        }
        at = next;
    }

    long varlong() throws ProtocolException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw ProtocolException.malformed("a number of 64 bits takes more than 10 bytes");
    }

    int zigzag() throws ProtocolException {
        int value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    long zigzagLong() throws ProtocolException {
        long value = varlong();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number of elements that follow, each of one byte at least. */
    int count() throws ProtocolException {
        int count = varint();
        if (count < 0 || count > claimable) {
            throw ProtocolException.malformed(
                    "a value claims " + Integer.toUnsignedString(count) + " elements, more than its bytes can hold");
        }
        claimable -= count;
        return count;
    }

    byte[] bytes() throws ProtocolException {
        int count = length(1);
        int from = advance(count);
        return Arrays.copyOfRange(in, from, from + count);
    }

    /** The next block, which is the caller's: it is read only once. */
    Object block() throws ProtocolException {
        if (!blocks.hasNext()) {
            throw ProtocolException.malformed("a value is a block that did not come");
        }
        return blocks.next();
    }

    /** The bytes of a varint number of elements of this width. */
    ByteBuffer elements(int width) throws ProtocolException {
        int count = length(width) * width;
        return ByteBuffer.wrap(in, advance(count), count).slice();
    }

    /** The bytes of so many elements of this width. */
    ByteBuffer elements(int count, int width) throws ProtocolException {
        if (count > (end - at) / width) {
            throw tooShort((long) count * width);
        }
        return ByteBuffer.wrap(in, advance(count * width), count * width);
    }

    String latin1() throws ProtocolException {
        int count = length(1);
        return new String(in, advance(count), count, StandardCharsets.ISO_8859_1);
    }

    /** Where the next byte is, as an index of the array. */
    int position() {
        return at;
    }

    /** To be called after the root: throws where anything is left. */
    void end() throws ProtocolException {
        if (at != end) {
            throw ProtocolException.malformed((end - at) + " bytes are left over after the value");
        }
    }

    private int length(int width) throws ProtocolException {
        int count = varint();
        if (count < 0 || count > (end - at) / width) {
            throw ProtocolException.malformed("a value claims " + Integer.toUnsignedString(count)
                    + " elements, but only " + (end - at) + " bytes follow");
        }
        return count;
    }

    private int advance(int count) throws ProtocolException {
        if (count > end - at) {
            throw tooShort(count);
        }
        int from = at;
        at += count;
        return from;
    }

    private ProtocolException tooShort(long needed) {
        return ProtocolException.malformed(
                "a value takes " + needed + " bytes more, but only " + (end - at) + " are left");
    }
}
