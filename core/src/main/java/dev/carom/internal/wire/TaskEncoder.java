package dev.carom.internal.wire;

import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.TaskEncodingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes the tasks of a pool. Thread-safe; one for each pool, since its templates are numbered pool-wide. */
public final class TaskEncoder {

    /** @param maxPayload in bytes */
    public TaskEncoder(long maxPayload) {}

    public EncodedTask encode(Object task) throws TaskEncodingException, PayloadTooLargeException {
        throw new UnsupportedOperationException();
    }

    /** A payload that needs no template: for an initializer or an exit hook. */
    public EncodedTask encodeStandalone(Object task) throws TaskEncodingException, PayloadTooLargeException {
        throw new UnsupportedOperationException();
    }

    /** The function of a map, once for all its chunks. */
    public EncodedFunction encodeFunction(Object function) throws TaskEncodingException, PayloadTooLargeException {
        throw new UnsupportedOperationException();
    }

    /** A {@link Chunk} of this function and these inputs. */
    public EncodedTask encodeChunk(EncodedFunction function, List<? extends @Nullable Object> inputs)
            throws TaskEncodingException, PayloadTooLargeException {
        throw new UnsupportedOperationException();
    }

    /** What a DEFINE frame carries for this template after its number. */
    public byte[] definition(int template) {
        throw new UnsupportedOperationException();
    }
}
