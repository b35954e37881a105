package dev.carom.internal.wire;

import dev.carom.error.ResultDecodingException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes in the parent what workers send, whom it does not trust. Thread-safe. */
public final class ResultDecoder {

    /**
     * @param loader where classes are looked up; null: the context class loader of the calling thread
     * @param allowed patterns of class names as in {@link java.io.ObjectInputFilter}; empty: every class is allowed
     */
    public ResultDecoder(@Nullable ClassLoader loader, List<String> allowed) {}

    /** The value of a result; a map's chunk comes as a {@link ChunkResult}. */
    public @Nullable Object decode(ByteBuffer payload) throws ResultDecodingException {
        throw new UnsupportedOperationException();
    }

    /** A throwable of FAILURE and the like, from the position of {@code in} to where it ends; never throws. */
    public Throwable decodeThrowable(ByteBuffer in) {
        throw new UnsupportedOperationException();
    }
}
