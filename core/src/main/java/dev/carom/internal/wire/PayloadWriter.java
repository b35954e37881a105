package dev.carom.internal.wire;

import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole payloads, to a buffer that is used again: by tags where all of the graph has tags, otherwise the whole
 * graph by Java serialization, so that identity is kept throughout.
 */
final class PayloadWriter {
    final ByteWriter out;
    final ValueWriter values;
    final RiskyClasses seen = new RiskyClasses();
    private final @Nullable LambdaTemplates lambdas;

    PayloadWriter(long limit, @Nullable LambdaTemplates lambdas) {
        this.out = new ByteWriter(8192, Math.min(limit, Integer.MAX_VALUE - 64L));
        this.values = new ValueWriter(out, lambdas);
        this.lambdas = lambdas;
    }

    void clear() {
        out.reset();
        values.clear();
        seen.clear();
    }

    void write(@Nullable Object root) throws Exception {
        long mark = out.size();
        int templates = values.templateCount();
        values.restart();
        if (values.write(root)) {
            return;
        }
        out.rollback(mark);
        values.forgetTemplates(templates);
        if (root == null || !writeLambda(root)) {
            writeJava(root);
        }
    }

    void writeJava(@Nullable Object root) throws Exception {
        out.u8(Tags.JAVA);
        JavaStream.write(out, root, seen);
    }

    /** A lambda keeps its template even where what it captured has no tags. */
    private boolean writeLambda(Object root) throws Exception {
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
        out.u8(Tags.LAMBDA_JAVA);
        out.varint(template);
        JavaStream.write(out, captured, seen);
        return true;
    }
}
