package dev.carom.internal.codec;

import dev.carom.codec.Codec;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.TaskEncodingException;
import dev.carom.internal.wire.Block;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.SizeLimitPassed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Encodes the tasks of a pool. Thread-safe; one for each pool, since its templates are numbered pool-wide. */
public final class TaskEncoder {
    /** What becomes of a large array of primitives: a part of the payload, a block that is a copy of it, one that is the array itself. */
    private enum Large { INLINE, COPIED, LENT }

    private static final int SPARES = 16;

    private final long maxPayload;
    private final @Nullable ContextSource contexts;
    private final @Nullable InstalledCodec codec;

    /** What becomes of large arrays. */
    private volatile Large large = Large.INLINE;

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

    /** Large arrays of tasks, and of the inputs of maps, become blocks from now on. */
    public TaskEncoder withBlocks() {
        large = Large.COPIED;
        return this;
    }

    /**
     * @throws TaskEncodingException whatever the task's own serialization code threw is its cause
     * @throws PayloadTooLargeException as soon as it is clear that the task is too large
     */
    public EncodedTask encode(Object task) {
        if (task instanceof Chunk chunk) {
            return encodeChunk(encodeFunction(chunk.function()), chunk.inputs(), 0, chunk.inputs().length);
        }
        return encode(task, capture(), large);
    }

    /**
     * As {@link #encode}, of a task whose large arrays do not change before it was sent, or
     * {@linkplain EncodedTask#letGo let go}: they may be sent without a copy.
     */
    public EncodedTask encodeLent(Object task) {
        return encode(task, capture(), large == Large.INLINE ? Large.INLINE : Large.LENT);
    }

    private byte @Nullable [] capture() {
        return contexts == null ? null : contexts.capture();
    }

    private EncodedTask encode(Object task, byte @Nullable [] context, Large arrays) {
        LambdaTemplates.Source source =
                ValueCodec.isLambda(task.getClass()) ? lambdas.source(task.getClass()) : null;
        EncodedTask constant = source == null || context != null ? null : source.constant();
        return constant != null ? constant : encode(task, context, source, arrays);
    }

    private EncodedTask encode(
            Object task, byte @Nullable [] context, LambdaTemplates.@Nullable Source source, Large arrays) {
        PayloadWriter payload = takeWriter();
        try {
            payload.out.takeBlocks(arrays != Large.INLINE);
            payload.writeContext(context);
            payload.write(task);
            EncodedTask encoded = encoded(payload, payload.values.templates(), arrays);
            if (source != null && context == null && payload.values.isConstantLambda()) {
                source.constant(encoded);
            }
            return encoded;
        } catch (Throwable thrown) {
            throw failure("task", thrown, () -> task);
        } finally {
            giveBack(payload);
        }
    }

    /** What was written. Unless its arrays are lent, nothing that happens to them later changes it. */
    private static EncodedTask encoded(PayloadWriter payload, int[] templates, Large large) {
        byte[] bytes = payload.out.toByteArray();
        List<Object> arrays = payload.out.blocks();
        if (arrays.isEmpty()) {
            return new EncodedTask(bytes, templates);
        }
        List<Block> blocks = new ArrayList<>(arrays.size());
        for (Object array : arrays) {
            blocks.add(large == Large.LENT ? Block.of(array) : Block.copyOf(array));
        }
        return new EncodedTask(bytes, templates, blocks);
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
        PayloadWriter payload = takeWriter();
        try {
            payload.writeJava(task);
            return new EncodedTask(payload.out.toByteArray(), EncodedTask.NO_TEMPLATES);
        } catch (Throwable thrown) {
            throw failure(what, thrown, () -> task);
        } finally {
            giveBack(payload);
        }
    }

    /** The function of a map, once for all its chunks, whose context is that of the calling thread. */
    public EncodedFunction encodeFunction(Object function) {
        EncodedTask encoded = encode(function, null, Large.INLINE);
        return new EncodedFunction(encoded.bytes(), encoded.templates(), capture());
    }

    /** A {@link Chunk} of this function and the inputs from {@code from} to before {@code to}. */
    public EncodedTask encodeChunk(EncodedFunction function, @Nullable Object[] inputs, int from, int to) {
        PayloadWriter payload = takeWriter();
        try {
            for (int template : function.templates) {
                payload.values.uses(template);
            }
            payload.writeContext(function.context);
            payload.out.u8(Tags.CHUNK);
            payload.out.blob(function.bytes);
            payload.out.takeBlocks(large != Large.INLINE);
            payload.writeArray(inputs, from, to);
            boolean noMore = payload.values.templateCount() == function.templates.length;
            return encoded(payload, noMore ? function.templates : payload.values.templates(), Large.COPIED);
        } catch (Throwable thrown) {
            throw failure("task", thrown, () -> Arrays.copyOfRange(inputs, from, to));
        } finally {
            giveBack(payload);
        }
    }

    /** What a DEFINE frame carries for this template after its number. */
    public byte[] definition(int template) {
        return lambdas.definition(template);
    }

    private PayloadWriter takeWriter() {
        PayloadWriter spare = spares.getAndSet(slotOfThread(), null);
        if (spare != null) {
            return spare;
        }
        PayloadWriter writer = new PayloadWriter(maxPayload, lambdas);
        writer.use(codec);
        return writer;
    }

    private void giveBack(PayloadWriter writer) {
        writer.clear();
        spares.set(slotOfThread(), writer);
    }

    private static int slotOfThread() {
        return (int) Thread.currentThread().getId() & (SPARES - 1);
    }

    /** What its caller is told where that was thrown; an error of the JVM's, but for one of the stack, is thrown as it is. */
    private RuntimeException failure(String what, Throwable thrown, Supplier<Object> root) {
        if (thrown instanceof SizeLimitPassed tooLarge) {
            return new PayloadTooLargeException(false, tooLarge.size, maxPayload);
        }
        if (thrown instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
            throw error;
        }
        return new TaskEncodingException(EncodingFailure.describe(what, root.get(), thrown), CodecFailure.origin(thrown));
    }
}
