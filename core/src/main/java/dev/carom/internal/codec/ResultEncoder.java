package dev.carom.internal.codec;

import dev.carom.error.ResultEncodingException;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.internal.wire.SizeLimitPassed;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the results of a worker, into a buffer that is used again. One thread at a time. A result whose classes run
 * code of their own when they are read is read once here: what that code does must not first happen in the parent.
 */
public final class ResultEncoder {

    /** What came of a result. */
    public sealed interface Outcome {}

    /**
     * Valid until the next call of {@link #encode}.
     *
     * @param pieces of the payload, one after the other
     * @param blocks to be sent before it, if there are any: parts of the result itself
     */
    public record Encoded(List<ByteBuffer> pieces, List<Object> blocks) implements Outcome {}

    /** @param size where encoding stopped, in bytes */
    public record TooLarge(long size) implements Outcome {}

    /** @param reason what cannot be encoded, the path to it, what to do */
    public record Unencodable(String reason, Throwable cause) implements Outcome {}

    @FunctionalInterface
    private interface Writing {
        void to(PayloadWriter payload) throws Exception;
    }

    private final PayloadWriter payload;
    private final long maxPayload;
    private @Nullable InstalledCodec codec;

    /** @param maxPayload in bytes */
    public ResultEncoder(long maxPayload) {
        this.maxPayload = maxPayload;
        this.payload = new PayloadWriter(maxPayload, null);
    }

    /** With the pool's codec; null: it has none. To be called before all else. */
    public ResultEncoder use(@Nullable InstalledCodec installed) {
        codec = installed;
        payload.use(installed);
        return this;
    }

    /** Large arrays of primitives become blocks from now on. */
    public ResultEncoder withBlocks() {
        payload.out.takeBlocks(true);
        return this;
    }

    /** Holds on to nothing of the last result. */
    public void release() {
        payload.clear();
    }

    /** @throws SoftTimeLimitExceededException where it was raised while the result was encoded */
    public Outcome encode(@Nullable Object result) {
        if (!(result instanceof ChunkResult chunk)) {
            return attempt(payload, result, to -> to.write(result));
        }
        Outcome whole = attempt(payload, chunk, to -> ChunkResultFormat.write(to, chunk));
        if (!(whole instanceof Unencodable)) {
            return whole;
        }
        ChunkResult encodable = withoutUnencodable(chunk);
        return attempt(payload, encodable, to -> ChunkResultFormat.write(to, encodable));
    }

    /**
     * As {@link #encode}, of what a task reports.
     *
     * @throws IllegalArgumentException if it cannot be encoded, or is too large
     */
    public Encoded encodeProgress(@Nullable Object value) {
        Outcome outcome = encode(value);
        if (outcome instanceof Unencodable unencodable) {
            throw new IllegalArgumentException(unencodable.reason(), unencodable.cause());
        }
        if (outcome instanceof TooLarge tooLarge) {
            throw new IllegalArgumentException(
                    "the progress is over the limit of maxPayload(...) after " + tooLarge.size() + " bytes");
        }
        return (Encoded) outcome;
    }

    /** The same chunk, in which each element that cannot be encoded by itself has failed. */
    private ChunkResult withoutUnencodable(ChunkResult chunk) {
        PayloadWriter trial = new PayloadWriter(maxPayload, null);
        trial.use(codec);
        ChunkResult.Builder results = new ChunkResult.Builder(chunk.size());
        for (int i = 0; i < chunk.size(); i++) {
            Throwable failure = chunk.failure(i);
            Object value = chunk.value(i);
            if (failure != null) {
                results.failure(i, failure);
            } else if (attempt(trial, value, to -> to.write(value)) instanceof Unencodable unencodable) {
                results.failure(i, new ResultEncodingException(unencodable.reason(), unencodable.cause()));
            } else {
                results.value(i, value);
            }
        }
        return results.build();
    }

    private Outcome attempt(PayloadWriter payload, @Nullable Object result, Writing writing) {
        payload.clear();
        try {
            writing.to(payload);
            if (!payload.seen.any()) {
                return new Encoded(payload.out.pieces(), payload.out.blocks());
            }
            ByteBuffer whole = ByteBuffer.wrap(payload.out.toByteArray());
            List<Object> blocks = payload.out.blocks();
            read(whole, blocks);
            return new Encoded(List.of(whole), blocks);
        } catch (SizeLimitPassed tooLarge) {
            return new TooLarge(tooLarge.size);
        } catch (SoftTimeLimitExceededException raised) {
            throw raised;
        } catch (VirtualMachineError error) {
            if (error instanceof StackOverflowError) {
                return unencodable(result, error);
            }
            throw error;
        } catch (DecodingFailed failed) {
            return new Unencodable("the result cannot be decoded once it is encoded: " + failed.getCause(),
                    failed.getCause());
        } catch (Throwable thrown) {
            return unencodable(result, thrown);
        }
    }

    private void read(ByteBuffer encoded, List<Object> blocks) throws DecodingFailed {
        ReadContext context = new ReadContext(ReadContext.contextLoader(), null, null, codec);
        try {
            new PayloadReader(encoded, blocks, context).read();
        } catch (SoftTimeLimitExceededException raised) {
            throw raised;
        } catch (VirtualMachineError error) {
            if (error instanceof StackOverflowError) {
                throw new DecodingFailed(error);
            }
            throw error;
        } catch (Throwable thrown) {
            throw new DecodingFailed(thrown);
        }
    }

    private static final class DecodingFailed extends Exception {
        private static final long serialVersionUID = 1L;

        DecodingFailed(Throwable cause) {
            super(cause);
        }
    }

    private static Unencodable unencodable(@Nullable Object result, Throwable thrown) {
        Object root = result instanceof ChunkResult chunk ? chunk.values() : result;
        String reason = root == null ? String.valueOf(thrown) : EncodingFailure.describe("result", root, thrown);
        return new Unencodable(reason, CodecFailure.origin(thrown));
    }
}
