package dev.carom.internal.wire;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A growing run of bytes, kept as segments so that growing copies nothing. Throws {@link SizeLimitPassed} soon after it
 * is over its limit; {@link #checkLimit} makes that exact.
 */
public final class ByteWriter extends OutputStream {
    private static final int LARGEST_STEP = 8 << 20;

    private static final int FIRST = 8192;
    private static final int BATCH = 512;

    /** A first segment up to this size is kept by {@link #reset}. */
    private static final int KEPT = 256 * 1024;

    /** From here on, a byte array is referred to until {@link #toByteArray} rather than copied. */
    private static final int SHARED = 64 * 1024;

    private record Segment(byte[] bytes, int length) {}

    /** @param mark how much had been written before that block */
    private record Mark(Object array, long size, long mark) {}

    private final long limit;
    private final List<Segment> full = new ArrayList<>();
    private long fullSize;

    /** Arrays that belong to what was written and are not among its bytes, and how long they are. */
    private final List<Mark> blocks = new ArrayList<>();

    private long blocksSize;
    private boolean takesBlocks;

    private byte[] current;
    private int position;
    private boolean passed;

    public ByteWriter(int capacity) {
        this(capacity, Integer.MAX_VALUE - 64);
    }

    public ByteWriter(int capacity, long limit) {
        this.limit = limit;
        this.current = new byte[capacity];
    }

    /** Whether large arrays may be {@linkplain #block blocks} from now on. */
    public void takeBlocks(boolean take) {
        takesBlocks = take;
    }

    /** Of what was written, without its blocks. */
    public long size() {
        return fullSize + position;
    }

    /** What counts for the limit. */
    public long total() {
        return size() + blocksSize;
    }

    public long limit() {
        return limit;
    }

    /** Throws where the limit was ever passed, also if what it threw then was swallowed. */
    public void checkLimit() {
        if (passed || total() > limit) {
            throw passed(0);
        }
    }

    /** Forgets all that was written. */
    public void reset() {
        rollback(0);
        if (current.length > KEPT || current.length < FIRST) {
            current = new byte[FIRST];
        }
    }

    /** Forgets what was written since {@link #size} was {@code mark}. */
    public void rollback(long mark) {
        passed = false;
        while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).mark >= mark) {
            blocksSize -= blocks.remove(blocks.size() - 1).size;
        }
        if (mark >= fullSize) {
            position = (int) (mark - fullSize);
            return;
        }
        position = 0;
        while (fullSize > mark) {
            Segment last = full.remove(full.size() - 1);
            fullSize -= last.length;
            if (fullSize < mark) {
                int kept = (int) (mark - fullSize);
                full.add(new Segment(last.bytes, kept));
                fullSize = mark;
            }
        }
    }

    public byte[] toByteArray() {
        checkLimit();
        if (full.isEmpty()) {
            return position == current.length ? current.clone() : Arrays.copyOf(current, position);
        }
        byte[] all = new byte[(int) size()];
        int at = 0;
        for (Segment segment : full) {
            System.arraycopy(segment.bytes, 0, all, at, segment.length);
            at += segment.length;
        }
        System.arraycopy(current, 0, all, at, position);
        return all;
    }

    /** All that was written, one piece after the other, without a copy: valid until the next write. */
    public List<ByteBuffer> pieces() {
        checkLimit();
        ByteBuffer last = ByteBuffer.wrap(current, 0, position);
        if (full.isEmpty()) {
            return List.of(last);
        }
        List<ByteBuffer> pieces = new ArrayList<>(full.size() + 1);
        for (Segment segment : full) {
            pieces.add(ByteBuffer.wrap(segment.bytes, 0, segment.length));
        }
        pieces.add(last);
        return pieces;
    }

    /** The blocks of all that was written, in the order in which they came: the arrays themselves. */
    public List<Object> blocks() {
        if (blocks.isEmpty()) {
            return List.of();
        }
        List<Object> all = new ArrayList<>(blocks.size());
        blocks.forEach(block -> all.add(block.array));
        return all;
    }

    /** Takes the array of primitives as a block, if it is large and blocks are taken; writes nothing. */
    public boolean block(Object array) {
        if (!takesBlocks) {
            return false;
        }
        long size = PrimitiveArrays.size(array);
        if (size < Block.LEAST) {
            return false;
        }
        if (total() + size > limit) {
            throw passed(size);
        }
        blocks.add(new Mark(array, size, size()));
        blocksSize += size;
        return true;
    }

    public void u8(int value) {
        if (position == current.length) {
            grow(1);
        }
        current[position++] = (byte) value;
    }

    public void i32(int value) {
        room(4);
        Bits.i32(current, position, value);
        position += 4;
    }

    public void i64(long value) {
        room(8);
        Bits.i64(current, position, value);
        position += 8;
    }

    /** 7 bits a byte, the low ones first. */
    public void varint(int value) {
        room(5);
        int at = position;
        byte[] out = current;
        while ((value & ~0x7f) != 0) {
            out[at++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        out[at++] = (byte) value;
        position = at;
    }

    void varlong(long value) {
        room(10);
        int at = position;
        byte[] out = current;
        while ((value & ~0x7fL) != 0) {
            out[at++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        out[at++] = (byte) value;
        position = at;
    }

    /** For values near 0 of either sign. */
    public void zigzag(int value) {
        varint((value << 1) ^ (value >> 31));
    }

    public void zigzag(long value) {
        varlong((value << 1) ^ (value >> 63));
    }

    /** Each of this part, which must all be integers, as {@link #zigzag(int)} writes it. */
    public void zigzagInts(@Nullable Object[] integers, int from, int end) {
        for (int next = from; next < end; next += BATCH) {
            int to = Math.min(end, next + BATCH);
            room(5 * (to - next));
            byte[] out = current;
            int at = position;
            for (int i = next; i < to; i++) {
                int value = (Integer) integers[i];
                value = (value << 1) ^ (value >> 31);
                while ((value & ~0x7f) != 0) {
                    out[at++] = (byte) (value | 0x80);
                    value >>>= 7;
                }
                out[at++] = (byte) value;
            }
            position = at;
        }
    }

    /** Each of this part, which must all be longs, as {@link #zigzag(long)} writes it. */
    public void zigzagLongs(@Nullable Object[] longs, int from, int end) {
        for (int next = from; next < end; next += BATCH) {
            int to = Math.min(end, next + BATCH);
            room(10 * (to - next));
            byte[] out = current;
            int at = position;
            for (int i = next; i < to; i++) {
                long value = (Long) longs[i];
                value = (value << 1) ^ (value >> 63);
                while ((value & ~0x7fL) != 0) {
                    out[at++] = (byte) (value | 0x80);
                    value >>>= 7;
                }
                out[at++] = (byte) value;
            }
            position = at;
        }
    }

    public void bytes(byte[] bytes) {
        if (bytes.length >= SHARED) {
            share(bytes);
        } else {
            write(bytes, 0, bytes.length);
        }
    }

    /** A 4-byte length and the bytes. */
    public void blob(byte[] bytes) {
        i32(bytes.length);
        bytes(bytes);
    }

    /** A 4-byte length and UTF-8. */
    public void string(String string) {
        blob(string.getBytes(StandardCharsets.UTF_8));
    }

    /** The low byte of each character, which must be all of it. */
    @SuppressWarnings("deprecation") // the one way to copy a Latin-1 string without an array in between
    public void latin1(String string) {
        int length = string.length();
        reserve(length);
        string.getBytes(0, length, current, position);
        position += length;
    }

    /** Room for exactly {@code count} bytes that the caller puts into it. */
    public ByteBuffer space(long count) {
        reserve(count);
        ByteBuffer space = ByteBuffer.wrap(current, position, (int) count);
        position += (int) count;
        return space;
    }

    @Override
    public void write(int b) {
        u8(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        while (count > 0) {
            if (position == current.length) {
                grow(1);
            }
            int step = Math.min(count, current.length - position);
            System.arraycopy(bytes, offset, current, position, step);
            position += step;
            offset += step;
            count -= step;
        }
    }

    private void share(byte[] bytes) {
        if (total() + bytes.length > limit) {
            throw passed(bytes.length);
        }
        if (position > 0) {
            seal();
            current = new byte[512];
        }
        full.add(new Segment(bytes, bytes.length));
        fullSize += bytes.length;
    }

    /** Room for exactly {@code count} bytes, refused at once where they do not fit under the limit. */
    private void reserve(long count) {
        if (count > current.length - position) {
            if (total() + count > limit) {
                throw passed(count);
            }
            grow((int) count);
        }
    }

    /** Room for at most {@code count} bytes. */
    private void room(int count) {
        if (current.length - position < count) {
            grow(count);
        }
    }

    private void grow(int needed) {
        checkLimit();
        seal();
        long step = Math.min(LARGEST_STEP, Math.max(512, Math.min(fullSize, limit - fullSize + 16)));
        current = new byte[(int) Math.max(needed, step)];
    }

    private SizeLimitPassed passed(long more) {
        passed = true;
        return new SizeLimitPassed(total() + more);
    }

    private void seal() {
        if (position > 0) {
            full.add(new Segment(current, position));
            fullSize += position;
            position = 0;
        }
    }
}
