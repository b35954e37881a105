package dev.carom.internal.wire;

import dev.carom.error.TaskDecodingException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the tasks that reach a worker. One for each connection, used by one thread at a time. Classes are looked up
 * through the context class loader of the calling thread.
 */
public final class PayloadDecoder {

    public PayloadDecoder() {}

    /** Takes the body of a DEFINE frame. */
    public void define(ByteBuffer body) throws ProtocolException {
        throw new UnsupportedOperationException();
    }

    public void define(int template, byte[] definition) throws ProtocolException {
        throw new UnsupportedOperationException();
    }

    /** @throws TaskDecodingException whatever decoding threw is its cause */
    public @Nullable Object decode(ByteBuffer payload) throws TaskDecodingException {
        throw new UnsupportedOperationException();
    }
}
