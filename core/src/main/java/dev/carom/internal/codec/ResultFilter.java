package dev.carom.internal.codec;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Java serialization may do in the parent with the bytes of a worker. */
final class ResultFilter {
    private static final int DEPTH = 1000;

    /** Collections check an array of their own beside what they read; small ones must always pass. */
    private static final int SPARE = 4096;

    /** Let through beside what an allow-list names: values and exceptions of the JDK, and Carom's own. */
    private static final List<String> BASE = List.of(
            "java.lang.*", "java.math.*", "java.time.*", "java.util.*", "java.util.concurrent.*",
            "java.util.concurrent.atomic.*", "java.io.IOException", "java.io.UncheckedIOException",
            "java.io.EOFException", "java.io.FileNotFoundException", "java.io.ObjectStreamException",
            "java.io.NotSerializableException", "java.io.InvalidClassException", "java.io.InvalidObjectException",
            "dev.carom.*", "dev.carom.error.*", "dev.carom.internal.codec.*", "dev.carom.internal.wire.*");

    private final @Nullable ObjectInputFilter allowed;

    /** @param patterns as in {@link ObjectInputFilter.Config#createFilter}; empty: every class is let through */
    ResultFilter(List<String> patterns) {
        allowed = patterns.isEmpty()
                ? null
                : ObjectInputFilter.Config.createFilter(String.join(";", patterns) + ";" + String.join(";", BASE)
                        + ";!*");
    }

    ObjectInputFilter.Status statusOf(Class<?> type) {
        return allowed == null
                ? ObjectInputFilter.Status.UNDECIDED
                : allowed.checkInput(new Asked(type, -1, 0, 0, 0));
    }

    boolean allows(Class<?> type) {
        return statusOf(type) != ObjectInputFilter.Status.REJECTED;
    }

    /** For one stream of this many bytes, of which everything that is claimed must be in proportion. */
    ObjectInputFilter forPayload(long size) {
        return new Bounded(size);
    }

    private final class Bounded implements ObjectInputFilter {
        private final long size;

        /** Bytes of arrays that may still be claimed: all elements of all arrays come out of the same bytes. */
        private long primitives;

        /** References may be claimed once as elements, and once as the table that a hash map makes for them. */
        private long references;

        Bounded(long size) {
            this.size = size;
            this.primitives = size + SPARE;
            this.references = 2 * size + SPARE;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            if (info.depth() > DEPTH || info.references() > size || info.streamBytes() > size) {
                return Status.REJECTED;
            }
            Class<?> type = info.serialClass();
            if (type == null) {
                return Status.UNDECIDED;
            }
            if (info.arrayLength() >= 0 && !claim(type, info.arrayLength())) {
                return Status.REJECTED;
            }
            return statusOf(type);
        }

        private boolean claim(Class<?> array, long length) {
            Class<?> element = array.getComponentType();
            if (element != null && element.isPrimitive()) {
                primitives -= length * width(element);
                return primitives >= 0;
            }
            references -= length;
            return references >= 0;
        }
    }

    private static final Map<Class<?>, Integer> WIDTHS = Map.of(
            boolean.class, 1, byte.class, 1, short.class, 2, char.class, 2, int.class, 4, long.class, 8,
            float.class, 4, double.class, 8);

    private static int width(Class<?> primitive) {
        return WIDTHS.get(primitive);
    }

    private record Asked(Class<?> serialClass, long arrayLength, long depth, long references, long streamBytes)
            implements ObjectInputFilter.FilterInfo {}
}
