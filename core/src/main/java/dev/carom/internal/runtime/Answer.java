package dev.carom.internal.runtime;

import dev.carom.internal.codec.ChunkResult;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.codec.Values;
import dev.carom.internal.engine.Outcome;
import dev.carom.internal.results.Elements;
import dev.carom.internal.wire.Blocks;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task returned, as the worker encoded it: to the engine as to results the outcome of the task. */
final class Answer implements Outcome.Reported, dev.carom.internal.results.Outcome.Success {
    private final ResultDecoder decoder;
    private final byte[] body;
    private final int from;
    private final List<Object> blocks;

    /**
     * @param from where in {@code body} the payload begins
     * @param blocks that came before it
     */
    Answer(ResultDecoder decoder, byte[] body, int from, List<Object> blocks) {
        this.decoder = decoder;
        this.body = body;
        this.from = from;
        this.blocks = blocks;
    }

    @Override
    public boolean succeeded() {
        return true;
    }

    @Override
    public @Nullable Object decode() {
        Object value = decoder.decode(body, from, blocks);
        return value instanceof ChunkResult chunk ? new Elements(chunk.values(), chunk.failures()) : value;
    }

    @Override
    public boolean decodeInto(Values results, int at, int inputs) {
        return decoder.decodeChunk(body, from, blocks, results, at, inputs);
    }

    @Override
    public long encodedBytes() {
        return body.length - from + Blocks.size(blocks);
    }

    @Override
    public boolean allSucceeded() {
        return ResultDecoder.allSucceeded(ByteBuffer.wrap(body, from, body.length - from));
    }
}
