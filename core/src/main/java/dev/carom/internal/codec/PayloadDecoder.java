package dev.carom.internal.codec;

import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TaskDecodingException;
import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the tasks that reach a worker. One for each connection, used by one thread at a time. Classes are looked up
 * through the context class loader of the calling thread.
 */
public final class PayloadDecoder {
    private final LambdaFactories lambdas = new LambdaFactories();
    private @Nullable InstalledCodec codec;

    /** With the pool's codec; null: it has none. To be called before all else. */
    public PayloadDecoder use(@Nullable InstalledCodec installed) {
        codec = installed;
        return this;
    }

    /** Takes the body of a DEFINE frame. */
    public void define(ByteBuffer body) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        int template = in.i32("template");
        define(template, in.bytes("definition", body.remaining()));
    }

    public void define(int template, byte[] definition) throws ProtocolException {
        lambdas.define(template, definition);
    }

    /** As {@link #decode(ByteBuffer, List)}, of a payload without blocks. */
    public @Nullable Object decode(ByteBuffer payload) {
        return decode(payload, List.of());
    }

    /**
     * @param blocks that came before it: each becomes a part of the value
     * @throws TaskDecodingException whatever decoding threw is its cause
     * @throws SoftTimeLimitExceededException where it was raised while the task was decoded
     */
    public @Nullable Object decode(ByteBuffer payload, List<Object> blocks) {
        try {
            ReadContext context = new ReadContext(ReadContext.contextLoader(), null, lambdas, codec);
            return new PayloadReader(payload, blocks, context).read();
        } catch (SoftTimeLimitExceededException raised) {
            throw raised;
        } catch (VirtualMachineError error) {
            if (error instanceof StackOverflowError) {
                throw failure(error);
            }
            throw error;
        } catch (Throwable thrown) {
            throw failure(thrown);
        }
    }

    private static TaskDecodingException failure(Throwable thrown) {
        if (thrown instanceof CodecFailure) {
            return new TaskDecodingException("the worker cannot decode the task: " + thrown.getMessage(), thrown);
        }
        String hint = thrown instanceof ClassNotFoundException || thrown instanceof NoClassDefFoundError
                ? "; the class must be on the worker's class path"
                : "";
        return new TaskDecodingException("the worker cannot decode the task: " + thrown + hint, thrown);
    }
}
