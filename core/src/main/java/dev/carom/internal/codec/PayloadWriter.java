package dev.carom.internal.codec;

import dev.carom.internal.wire.ByteWriter;
import java.io.IOException;
import java.io.NotSerializableException;
import java.lang.invoke.SerializedLambda;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole payloads, to a buffer that is used again: by tags where all of the graph has tags, otherwise the whole
 * graph by the pool's codec or by Java serialization, so that identity is kept throughout. Where the codec does not take the
 * graph but all of its parts that have no tags, each of these goes to it by itself.
 */
final class PayloadWriter {
    /**
     * What a payload may have over its limit: room for what describes the value, so that an array as large as the limit
     * passes, also as a task's argument.
     */
    static final int OVERHEAD = 1024;

    final ByteWriter out;
    final ValueWriter values;
    final RiskyClasses seen = new RiskyClasses();
    private final @Nullable LambdaTemplates lambdas;
    private @Nullable InstalledCodec codec;

    /** @param limit in bytes, beside {@link #OVERHEAD} */
    PayloadWriter(long limit, @Nullable LambdaTemplates lambdas) {
        this.out = new ByteWriter(8192, Math.min(limit + OVERHEAD, Integer.MAX_VALUE - 64L));
        this.values = new ValueWriter(out, lambdas);
        this.lambdas = lambdas;
    }

    void use(@Nullable InstalledCodec installed) {
        codec = installed;
    }

    void clear() {
        out.reset();
        values.clear();
        seen.clear();
    }

    /** To be called before all else. */
    void writeContext(byte @Nullable [] context) {
        if (context != null) {
            out.u8(Tags.CONTEXT);
            out.blob(context);
        }
    }

    void write(@Nullable Object root) throws Exception {
        long mark = out.size();
        int templates = values.templateCount();
        values.restart();
        if (values.write(root)) {
            return;
        }
        undo(mark, templates);
        if (root != null && (codec != null && writeByCodec(codec, root, mark, templates) || writeLambda(root, null))) {
            return;
        }
        writeJava(root);
    }

    private void undo(long mark, int templates) {
        out.rollback(mark);
        values.forgetTemplates(templates);
    }

    /** False where it takes neither the value nor all of its parts that have no tags; nothing is written then. */
    private boolean writeByCodec(InstalledCodec taker, Object root, long mark, int templates) throws Exception {
        if (ValueCodec.isLambda(root.getClass())) {
            if (writeLambda(root, taker)) {
                return true;
            }
        } else {
            out.u8(Tags.ALL_CODEC);
            if (taker.write(out, root)) {
                return true;
            }
        }
        undo(mark, templates);
        values.restart();
        values.giveParts(taker);
        boolean written = values.write(root);
        values.restart();
        if (!written) {
            undo(mark, templates);
        }
        return written;
    }

    /** As {@link #write}, of an array of these elements. */
    void writeArray(@Nullable Object[] elements, int from, int to) throws Exception {
        long mark = out.size();
        int templates = values.templateCount();
        values.restart();
        if (!values.writeArray(elements, from, to)) {
            undo(mark, templates);
            Object[] copy = Arrays.copyOfRange(elements, from, to, Object[].class);
            if (codec == null || !writeByCodec(codec, copy, mark, templates)) {
                writeJava(copy);
            }
        }
    }

    void writeJava(@Nullable Object root) throws Exception {
        out.u8(Tags.JAVA);
        stream(root);
    }

    /** Most values have no need of copies, so that these are made at the second attempt only. */
    private void stream(@Nullable Object value) throws IOException {
        long mark = out.size();
        try {
            JavaStream.write(out, value, seen);
        } catch (NotSerializableException e) {
            out.rollback(mark);
            JavaStream.writeCopies(out, value, seen);
        }
    }

    /**
     * A lambda keeps its template even where what it captured has no tags.
     *
     * @param taker what takes that; null: Java serialization
     */
    private boolean writeLambda(Object root, @Nullable InstalledCodec taker) throws Exception {
        if (lambdas == null || !ValueCodec.isLambda(root.getClass())) {
            return false;
        }
        LambdaTemplates.Source source = lambdas.source(root.getClass());
        SerializedLambda serialized = source.serialize(root);
        if (serialized == null) {
            return false;
        }
        @Nullable Object[] captured = new Object[serialized.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = serialized.getCapturedArg(i);
        }
        int template = source.template(serialized);
        values.uses(template);
        out.u8(taker == null ? Tags.LAMBDA_JAVA : Tags.LAMBDA_CODEC);
        out.varint(template);
        if (taker != null) {
            return taker.write(out, captured);
        }
        stream(captured);
        return true;
    }
}
