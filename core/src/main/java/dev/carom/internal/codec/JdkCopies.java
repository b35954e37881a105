package dev.carom.internal.codec;

import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What travels in place of values of the JDK that are plain data and yet not serializable: paths of files as their text;
 * optionals as their value; map entries, and views of lists and maps, as copies. One object has one copy, so that what is
 * shared stays shared.
 */
final class JdkCopies {
    private final Map<Object, Object> copies = new IdentityHashMap<>();

    /** A path, as it was written: a relative one is relative to the directory of whoever reads it. */
    private record PathText(String text) implements Serializable {
        private Object readResolve() {
            return Path.of(text);
        }
    }

    /** An {@code Optional}, or one of its primitive kin; a null value is none. */
    private record OptionalValue(Kind kind, @Nullable Object value) implements Serializable {
        private enum Kind {
            OBJECT,
            INT,
            LONG,
            DOUBLE
        }

        private Object readResolve() {
            return switch (kind) {
                case OBJECT -> Optional.ofNullable(value);
                case INT -> value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
                case LONG -> value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
                case DOUBLE -> value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
            };
        }

        static @Nullable OptionalValue of(Object object) {
            if (object instanceof Optional<?> o) {
                return new OptionalValue(Kind.OBJECT, o.orElse(null));
            } else if (object instanceof OptionalInt o) {
                return new OptionalValue(Kind.INT, o.isPresent() ? o.getAsInt() : null);
            } else if (object instanceof OptionalLong o) {
                return new OptionalValue(Kind.LONG, o.isPresent() ? o.getAsLong() : null);
            } else if (object instanceof OptionalDouble o) {
                return new OptionalValue(Kind.DOUBLE, o.isPresent() ? o.getAsDouble() : null);
            }
            return null;
        }
    }

    /** What is written for {@code object}; itself, where nothing else can be. */
    Object of(Object object) {
        if (object instanceof Serializable || !isOfTheJdk(object.getClass())) {
            return object;
        }
        Object known = copies.get(object);
        if (known != null) {
            return known;
        }
        Object copy = copy(object);
        if (copy == null) {
            return object;
        }
        copies.put(object, copy);
        return copy;
    }

    private static boolean isOfTheJdk(Class<?> type) {
        return type.getClassLoader() == null;
    }

    private static @Nullable Object copy(Object object) {
        if (object instanceof Path path) {
            return path.getFileSystem() == FileSystems.getDefault() ? new PathText(path.toString()) : null;
        } else if (object instanceof Map.Entry<?, ?> entry) {
            return new AbstractMap.SimpleImmutableEntry<>(entry);
        } else if (object instanceof List<?> list) {
            return new ArrayList<>(list);
        } else if (object instanceof SortedSet<?> set) {
            return new TreeSet<>(set);
        } else if (object instanceof Set<?> set) {
            return new LinkedHashSet<>(set);
        } else if (object instanceof Collection<?> collection && !(object instanceof Queue)) {
            return new ArrayList<>(collection);
        }
        return OptionalValue.of(object);
    }
}
