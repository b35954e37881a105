package dev.carom.internal.codec;

import dev.carom.internal.wire.Block;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Both ends of a connection, for tests. */
final class Wires {
    static final long LIMIT = 1 << 20;

    private Wires() {}

    /** What a worker makes of {@code task}. */
    @SuppressWarnings("unchecked")
    static <T> T toWorker(T task) {
        TaskEncoder encoder = new TaskEncoder(LIMIT);
        return (T) toWorker(encoder, encoder.encode(task));
    }

    static @Nullable Object toWorker(TaskEncoder encoder, EncodedTask encoded) {
        return toWorker(encoder, encoded, new PayloadDecoder());
    }

    static @Nullable Object toWorker(TaskEncoder encoder, EncodedTask encoded, PayloadDecoder decoder) {
        for (int template : encoded.templates()) {
            try {
                decoder.define(template, encoder.definition(template));
            } catch (ProtocolException broken) {
                throw new AssertionError(broken);
            }
        }
        return decoder.decode(ByteBuffer.wrap(encoded.bytes()));
    }

    /** What the parent makes of {@code result}. */
    static @Nullable Object toParent(@Nullable Object result) {
        ResultEncoder.Outcome outcome = new ResultEncoder(LIMIT).encode(result);
        if (outcome instanceof ResultEncoder.Encoded encoded) {
            return new ResultDecoder(null, List.of()).decode(ByteBuffer.wrap(join(encoded)));
        }
        throw new AssertionError("not encoded: " + outcome);
    }

    static byte[] encoded(@Nullable Object result) {
        ResultEncoder.Encoded encoded = (ResultEncoder.Encoded) new ResultEncoder(LIMIT).encode(result);
        return join(encoded);
    }

    static @Nullable Object[] all(Values values) {
        @Nullable Object[] all = new @Nullable Object[values.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = values.get(i);
        }
        return all;
    }

    /** The arrays that a peer gets who is sent these blocks. */
    static List<Object> sent(List<Block> blocks) {
        List<Object> arrays = new ArrayList<>();
        FrameReader reader = new FrameReader((int) LIMIT);
        for (Block block : blocks) {
            ByteBuffer frame = ByteBuffer.allocate(FrameWriter.HEADER + block.length());
            frame.position(FrameWriter.header(frame.array(), 0, block.type(), 1, block.length()));
            block.piece().putTo(frame);
            try {
                reader.feed(frame.flip(), new Arrays(arrays));
            } catch (ProtocolException broken) {
                throw new AssertionError(broken);
            }
        }
        return arrays;
    }

    /** Keeps the arrays of blocks, and wants nothing else. */
    record Arrays(List<Object> came) implements FrameSink {
        @Override
        public void frame(FrameType type, long attempt, ByteBuffer body) {
            throw new AssertionError("a frame of type " + type);
        }

        @Override
        public void block(FrameType type, long attempt, Object array) {
            came.add(array);
        }
    }

    static byte[] join(ResultEncoder.Encoded encoded) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer piece : encoded.pieces()) {
            all.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
        }
        return all.toByteArray();
    }
}
