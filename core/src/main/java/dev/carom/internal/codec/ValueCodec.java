package dev.carom.internal.codec;

import java.io.IOException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How values of one exact class are written. The tables of all of them are here: by class for writing, by tag for
 * reading.
 *
 * @param identity what becomes of a value that is met twice
 */
record ValueCodec(Identity identity, Writing writing) {

    /** What becomes of a value that is met twice in one payload. */
    enum Identity {
        /** It is written twice: nobody may rely on its identity. */
        NONE,
        /** The second time refers to the first, even while that is still being written: a cycle. */
        SHARED,
        /** As {@link #SHARED}, but it is built only once its parts are there, so a cycle through it has no tags. */
        BUILT_LAST
    }

    /** Writes tag and content; false where something inside has no tag, and what was written is then void. */
    @FunctionalInterface
    interface Writing {
        boolean write(ValueWriter out, Object value) throws Exception;
    }

    /** Reads what follows the tag. */
    @FunctionalInterface
    interface Reading {
        @Nullable Object read(ValueReader in) throws IOException, ClassNotFoundException;
    }

    private static final Map<Class<?>, ValueCodec> EXACT = new ConcurrentHashMap<>();
    private static final @Nullable Reading[] READING = new Reading[Tags.COUNT];
    private static final ValueCodec ENUM = new ValueCodec(Identity.NONE, ScalarCodecs::writeEnum);
    private static final ValueCodec LAMBDA = new ValueCodec(Identity.BUILT_LAST, ValueWriter::lambda);

    /** Weak, as those of the JDK's classes would hold Carom's, and so its loader, for as long as there is this JVM. */
    private static final ClassValue<@Nullable WeakReference<ValueCodec>> BY_CLASS = new ClassValue<>() {
        @Override
        protected @Nullable WeakReference<ValueCodec> computeValue(Class<?> type) {
            ValueCodec codec = find(type);
            return codec == null ? null : new WeakReference<>(codec);
        }
    };

    static {
        ScalarCodecs.register();
        reading(Tags.LAMBDA, ValueReader::lambda);
        reading(Tags.CODEC, ValueReader::part);
    }

    /** Null where values of this class have no tag. */
    static @Nullable ValueCodec of(Class<?> type) {
        WeakReference<ValueCodec> known = BY_CLASS.get(type);
        return known == null ? null : known.get(); // which the tables hold
    }

    static @Nullable Reading reading(int tag) {
        if (tag >= Tags.COUNT) {
            return null;
        }
        if (READING[tag] == null) {
            Composites.load();
        }
        return READING[tag];
    }

    static void writing(Class<?> type, Identity identity, Writing writing) {
        EXACT.put(type, new ValueCodec(identity, writing));
    }

    static void reading(int tag, Reading reading) {
        READING[tag] = reading;
    }

    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic() && Serializable.class.isAssignableFrom(type);
    }

    private static @Nullable ValueCodec find(Class<?> type) {
        ValueCodec exact = EXACT.get(type);
        if (exact != null) {
            return exact;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return ENUM;
        }
        if (isLambda(type)) {
            return LAMBDA;
        }
        Composites.load();
        return EXACT.get(type);
    }

    /** What young workers mostly do without for a while: loaded with the first value that needs it. */
    private static final class Composites {
        static {
            ArrayCodecs.register();
            CollectionCodecs.register();
        }

        /** As the initializer does that. */
        static void load() {
            // done
        }
    }
}
