package dev.carom.internal.codec;

import dev.carom.Task;
import dev.carom.internal.wire.Blocks;
import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whole payloads, as {@link PayloadWriter} and its users write them. */
final class PayloadReader {
    private final byte[] bytes;
    private final int offset;
    private final int end;
    private final Iterator<Object> blocks;
    private final ReadContext context;

    PayloadReader(ByteBuffer payload, ReadContext context) {
        this(payload, List.of(), context);
    }

    /** @param blocks that came before it: each is handed out as it is */
    PayloadReader(ByteBuffer payload, List<Object> blocks, ReadContext context) {
        if (payload.hasArray()) {
            bytes = payload.array();
            offset = payload.arrayOffset() + payload.position();
        } else {
            bytes = new byte[payload.remaining()];
            payload.get(payload.position(), bytes);
            offset = 0;
        }
        end = offset + payload.remaining();
        this.blocks = Blocks.each(blocks);
        this.context = context;
    }

    PayloadReader(byte[] bytes, int from, List<Object> blocks, ReadContext context) {
        this.bytes = bytes;
        this.offset = from;
        this.end = bytes.length;
        this.blocks = Blocks.each(blocks);
        this.context = context;
    }

    @Nullable Object read() throws IOException, ClassNotFoundException {
        Object value = read(offset);
        requireNoMore(blocks);
        return value;
    }

    static void requireNoMore(Iterator<Object> blocks) throws ProtocolException {
        if (blocks.hasNext()) {
            throw ProtocolException.malformed("a block came that no value refers to");
        }
    }

    /** The payload that begins there, within the one that this is for, and ends with it. */
    private @Nullable Object read(int from) throws IOException, ClassNotFoundException {
        if (from == end) {
            throw ProtocolException.malformed("the payload is empty");
        }
        return switch (bytes[from]) {
            case Tags.JAVA -> java(from + 1);
            case Tags.LAMBDA_JAVA, Tags.LAMBDA_CODEC -> lambda(from + 1, bytes[from]);
            case Tags.ALL_CODEC -> byCodec(from + 1);
            case Tags.CHUNK -> chunk(from + 1);
            case Tags.CHUNK_RESULT -> chunkResult(from + 1);
            default -> values(from);
        };
    }

    private @Nullable Object values(int from) throws IOException, ClassNotFoundException {
        ValueReader reader = new ValueReader(bytes, from, end, blocks, context);
        Object value = reader.read();
        reader.end();
        return value;
    }

    private @Nullable Object java(int from) throws IOException, ClassNotFoundException {
        ResultFilter filter = context.filter();
        return JavaStream.read(
                bytes, from, end, context.loader(), filter == null ? null : filter.forPayload(end - from));
    }

    private @Nullable Object byCodec(int from) throws IOException {
        return context.codec().read(bytes, from, end - from, context.loader());
    }

    private Object lambda(int from, int tag) throws IOException, ClassNotFoundException {
        ValueReader head = new ValueReader(bytes, from, end, blocks, context);
        LambdaFactory factory = context.lambda(head.varint());
        Object values = tag == Tags.LAMBDA_JAVA ? java(head.position()) : byCodec(head.position());
        if (values instanceof Object[] captured && captured.length == factory.captured()) {
            return factory.make(captured, context.loader());
        }
        throw ProtocolException.malformed("the captured values do not fit the lambda's template");
    }

    @SuppressWarnings("unchecked") // what types the function takes is between it and the caller of map
    private Object chunk(int from) throws IOException, ClassNotFoundException {
        if (context.lambdas() == null) {
            throw ProtocolException.malformed("a chunk is not expected here");
        }
        ByteBuffer in = rest(from);
        BodyReader head = new BodyReader(in);
        ByteBuffer function = head.slice("function", head.i32("function length"));
        Object made = new PayloadReader(function, context).read();
        Object inputs = read(in.position());
        if (made instanceof Task.Of1<?, ?, ?> applied && inputs instanceof Object[] elements) {
            return new Chunk((Task.Of1<Object, Object, Exception>) applied, elements);
        }
        throw ProtocolException.malformed("a chunk is not made of a function and its inputs");
    }

    private ChunkResult chunkResult(int from) throws IOException, ClassNotFoundException {
        ByteBuffer in = rest(from);
        ChunkResultFormat.Head head = ChunkResultFormat.read(in, context);
        return head.with(read(in.position()));
    }

    /** Its positions are those of the bytes. */
    private ByteBuffer rest(int from) {
        return ByteBuffer.wrap(bytes, from, end - from);
    }
}
