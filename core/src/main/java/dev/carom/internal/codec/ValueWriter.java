package dev.carom.internal.codec;

import dev.carom.internal.codec.ValueCodec.Identity;
import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.SizeLimitPassed;
import java.lang.invoke.SerializedLambda;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes one graph of tagged values. */
final class ValueWriter {
    /** Deeper graphs have no tags, so that readers can refuse what is deeper. */
    static final int DEPTH = 800;

    final ByteWriter out;
    private final @Nullable LambdaTemplates lambdas;
    private final IdentityTable met = new IdentityTable();

    /** The numbers of the objects that are written but can be built only later: none may refer to them now. */
    private int[] open = new int[8];

    private int openCount;
    private int depth;
    private boolean constant;
    private int[] templates = new int[4];
    private int templateCount;

    /** Takes parts that have no tag; null: nothing does. */
    private @Nullable InstalledCodec parts;

    /** @param lambdas null where the other side knows no templates, so that lambdas have no tag */
    ValueWriter(ByteWriter out, @Nullable LambdaTemplates lambdas) {
        this.out = out;
        this.lambdas = lambdas;
    }

    /** Begins another graph; the templates that were used stay noted. */
    void restart() {
        met.clear();
        openCount = 0;
        depth = 0;
        constant = false;
        parts = null;
    }

    /** Until {@link #restart}, the codec gets those parts of a graph that have no tag, if it takes them. */
    void giveParts(InstalledCodec codec) {
        parts = codec;
    }

    /** Forgets all. */
    void clear() {
        restart();
        templateCount = 0;
    }

    /** The templates that were used since {@link #clear}, each once. */
    int[] templates() {
        return templateCount == 0 ? EncodedTask.NO_TEMPLATES : Arrays.copyOf(templates, templateCount);
    }

    int templateCount() {
        return templateCount;
    }

    /** Forgets the templates that were noted since {@link #templateCount} was {@code mark}. */
    void forgetTemplates(int mark) {
        templateCount = mark;
    }

    /** Whether the graph is just a lambda that captures nothing. */
    boolean isConstantLambda() {
        return templateCount == 1 && met.size() == 1 && constant;
    }

    void uses(int template) {
        for (int i = 0; i < templateCount; i++) {
            if (templates[i] == template) {
                return;
            }
        }
        if (templateCount == templates.length) {
            templates = Arrays.copyOf(templates, templateCount * 2);
        }
        templates[templateCount++] = template;
    }

    /** False where some part of the graph has no tag; what was written is then void. */
    boolean write(@Nullable Object value) throws Exception {
        if (value == null) {
            out.u8(Tags.NULL);
            return true;
        }
        ValueCodec codec = ValueCodec.of(value.getClass());
        return codec == null ? parts != null && writePart(parts, value) : write(codec, value);
    }

    /** As {@link #write(Object)}, with the codec of the value's class. */
    boolean write(ValueCodec codec, Object value) throws Exception {
        if (codec.identity() == Identity.NONE) {
            return codec.writing().write(this, value);
        }
        int number = met.meet(value);
        if (number >= 0) {
            if (isOpen(number)) {
                return leaveCycle(value);
            }
            out.u8(Tags.BACK);
            out.varint(number);
            return true;
        }
        return writeNew(codec, value);
    }

    /** As {@link #write(Object)}, of an array of these elements that nothing refers to. */
    boolean writeArray(@Nullable Object[] elements, int from, int to) throws Exception {
        met.meet(elements);
        depth++;
        out.u8(Tags.OBJECTS);
        boolean complete = Elements.write(this, elements, from, to);
        depth--;
        return complete;
    }

    private boolean writePart(InstalledCodec codec, Object value) throws CodecFailure {
        int number = met.meet(value);
        if (number >= 0) {
            out.u8(Tags.BACK);
            out.varint(number);
            return true;
        }
        ByteWriter part = new ByteWriter(512, Math.max(0, out.limit() - out.total()));
        try {
            if (!codec.write(part, value)) {
                return false;
            }
        } catch (SizeLimitPassed tooLarge) {
            throw new SizeLimitPassed(out.total() + tooLarge.size);
        }
        byte[] bytes = part.toByteArray();
        out.u8(Tags.CODEC);
        out.varint(bytes.length);
        out.bytes(bytes);
        return true;
    }

    /** False at a lambda, where Java serialization can close the cycle; anywhere else it would close it wrongly. */
    private static boolean leaveCycle(Object value) throws CyclicValueException {
        if (ValueCodec.isLambda(value.getClass())) {
            return false;
        }
        throw new CyclicValueException(value.getClass());
    }

    private boolean writeNew(ValueCodec codec, Object value) throws Exception {
        if (++depth > DEPTH) {
            return false;
        }
        boolean late = codec.identity() == Identity.BUILT_LAST;
        if (late) {
            if (openCount == open.length) {
                open = Arrays.copyOf(open, openCount * 2);
            }
            open[openCount++] = met.size() - 1;
        }
        boolean complete = codec.writing().write(this, value);
        if (late) {
            openCount--;
        }
        depth--;
        return complete;
    }

    private boolean isOpen(int number) {
        for (int i = 0; i < openCount; i++) {
            if (open[i] == number) {
                return true;
            }
        }
        return false;
    }

    /** A lambda whose shape is a template, and its captured values. */
    boolean lambda(Object value) throws Exception {
        if (lambdas == null) {
            return false;
        }
        LambdaTemplates.Source source = lambdas.source(value.getClass());
        SerializedLambda serialized = source.serialize(value);
        if (serialized == null) {
            return false;
        }
        int template = source.template(serialized);
        uses(template);
        out.u8(Tags.LAMBDA);
        out.varint(template);
        int captured = serialized.getCapturedArgCount();
        constant = captured == 0;
        for (int i = 0; i < captured; i++) {
            if (!write(serialized.getCapturedArg(i))) {
                return false;
            }
        }
        return true;
    }
}
