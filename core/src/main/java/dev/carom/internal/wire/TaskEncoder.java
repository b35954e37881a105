package dev.carom.internal.wire;

import dev.carom.codec.Codec;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.TaskEncodingException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Encodes the tasks of a pool. Thread-safe; one for each pool, since its templates are numbered pool-wide. */
public final class TaskEncoder {
    private static final int SPARES = 16;

    private final long maxPayload;
    private final @Nullable ContextSource contexts;
    private final @Nullable InstalledCodec codec;
    private final LambdaTemplates lambdas = new LambdaTemplates();

    /**
     * Writers that nobody uses, found by the thread's number. A writer is taken out while it is used: a task's own
     * serialization code may submit another task.
     */
    private final AtomicReferenceArray<@Nullable PayloadWriter> spares = new AtomicReferenceArray<>(SPARES);

    /** @param maxPayload in bytes */
    public TaskEncoder(long maxPayload) {
        this(maxPayload, null, null);
    }

    /**
     * @param maxPayload in bytes
     * @param contexts asked for each task, and for each function of a map; null where tasks have no context
     * @param codec null where the pool has none of its own
     */
    public TaskEncoder(long maxPayload, @Nullable ContextSource contexts, @Nullable InstalledCodec codec) {
        if (maxPayload <= 0) {
            throw new IllegalArgumentException("maxPayload must be 1 byte or more, not " + maxPayload);
        }
        this.maxPayload = maxPayload;
        this.contexts = contexts;
        this.codec = codec;
    }

    /**
     * @throws TaskEncodingException whatever the task's own serialization code threw is its cause
     * @throws PayloadTooLargeException as soon as it is clear that the task is too large
     */
    public EncodedTask encode(Object task) {
        if (task instanceof Chunk chunk) {
            return encodeChunk(encodeFunction(chunk.function()), chunk.inputs(), 0, chunk.inputs().length);
        }
        return encode(task, capture());
    }

    private byte @Nullable [] capture() {
        return contexts == null ? null : contexts.capture();
    }

    private EncodedTask encode(Object task, byte @Nullable [] context) {
        LambdaTemplates.Source source =
                ValueCodec.isLambda(task.getClass()) ? lambdas.source(task.getClass()) : null;
        EncodedTask constant = source == null || context != null ? null : source.constant();
        return constant != null ? constant : encode(task, context, source);
    }

    private EncodedTask encode(Object task, byte @Nullable [] context, LambdaTemplates.@Nullable Source source) {
        return write("task", task, payload -> {
            payload.writeContext(context);
            payload.write(task);
            EncodedTask encoded = new EncodedTask(payload.out.toByteArray(), payload.values.templates());
            if (source != null && context == null && payload.values.isConstantLambda()) {
                source.constant(encoded);
            }
            return encoded;
        });
    }

    /** A payload that needs no template and has no context: for an initializer or an exit hook. */
    public EncodedTask encodeStandalone(Object task) {
        return encodeStandalone("task", task);
    }

    /** A worker's copy of the pool's codec, as {@link InstalledCodec#ofWorker} reads it. */
    public byte[] encodeCodec(Codec codec) {
        return encodeStandalone("codec", codec).bytes();
    }

    private EncodedTask encodeStandalone(String what, Object task) {
        return write(what, task, payload -> {
            payload.writeJava(task);
            return new EncodedTask(payload.out.toByteArray(), EncodedTask.NO_TEMPLATES);
        });
    }

    /** The function of a map, once for all its chunks, whose context is that of the calling thread. */
    public EncodedFunction encodeFunction(Object function) {
        EncodedTask encoded = encode(function, null);
        return new EncodedFunction(encoded.bytes(), encoded.templates(), capture());
    }

    /** A {@link Chunk} of this function and the inputs from {@code from} to before {@code to}. */
    public EncodedTask encodeChunk(EncodedFunction function, @Nullable Object[] inputs, int from, int to) {
        return write("task", new Part(inputs, from, to), payload -> {
            for (int template : function.templates) {
                payload.values.uses(template);
            }
            payload.writeContext(function.context);
            payload.out.u8(Tags.CHUNK);
            payload.out.blob(function.bytes);
            payload.writeArray(inputs, from, to);
            boolean noMore = payload.values.templateCount() == function.templates.length;
            return new EncodedTask(
                    payload.out.toByteArray(), noMore ? function.templates : payload.values.templates());
        });
    }

    /** What a DEFINE frame carries for this template after its number. */
    public byte[] definition(int template) {
        return lambdas.definition(template);
    }

    @FunctionalInterface
    private interface Work {
        EncodedTask with(PayloadWriter payload) throws Exception;
    }

    private EncodedTask write(String what, Object root, Work work) {
        int slot = (int) Thread.currentThread().getId() & (SPARES - 1);
        PayloadWriter spare = spares.getAndSet(slot, null);
        PayloadWriter payload = spare == null ? newWriter() : spare;
        try {
            return work.with(payload);
        } catch (SizeLimitPassed tooLarge) {
            throw new PayloadTooLargeException(false, tooLarge.size, maxPayload);
        } catch (VirtualMachineError error) {
            if (error instanceof StackOverflowError) {
                throw failure(what, root, error);
            }
            throw error;
        } catch (Throwable thrown) {
            throw failure(what, root, thrown);
        } finally {
            payload.clear();
            spares.set(slot, payload);
        }
    }

    private PayloadWriter newWriter() {
        PayloadWriter writer = new PayloadWriter(maxPayload, lambdas);
        writer.use(codec);
        return writer;
    }

    private record Part(@Nullable Object[] inputs, int from, int to) {}

    private static TaskEncodingException failure(String what, Object root, Throwable thrown) {
        Object culprit = root instanceof Part part ? Arrays.copyOfRange(part.inputs, part.from, part.to) : root;
        return new TaskEncodingException(EncodingFailure.describe(what, culprit, thrown), CodecFailure.origin(thrown));
    }
}
