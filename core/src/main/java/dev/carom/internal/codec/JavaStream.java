package dev.carom.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Java serialization: one self-contained stream for one value. */
final class JavaStream {
    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "boolean", boolean.class, "byte", byte.class, "short", short.class, "char", char.class,
            "int", int.class, "long", long.class, "float", float.class, "double", double.class, "void", void.class);

    private static final ClassLoader OWN = JavaStream.class.getClassLoader();

    private JavaStream() {}

    /** @param seen is told each class in the stream; null: nobody asks */
    static void write(OutputStream out, @Nullable Object value, @Nullable RiskyClasses seen) throws IOException {
        write(new Output(out, seen, null), value);
    }

    /** As {@link #write}, with what that puts in the place of each object; null puts nothing there. */
    static void write(
            OutputStream out, @Nullable Object value, @Nullable RiskyClasses seen, @Nullable UnaryOperator<Object> replacement)
            throws IOException {
        write(new Output(out, seen, replacement), value);
    }

    /** As {@link #write}, with copies of what is of the JDK and not serializable. */
    static void writeCopies(OutputStream out, @Nullable Object value, @Nullable RiskyClasses seen) throws IOException {
        write(new Output(out, seen, new JdkCopies()::of), value);
    }

    private static void write(Output stream, @Nullable Object value) throws IOException {
        stream.writeObject(value);
        stream.flush();
    }

    /** @param filter null: what comes is trusted, but for a filter that the whole JVM has */
    static @Nullable Object read(
            byte[] bytes, int offset, int end, ClassLoader loader, @Nullable ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        try (Input stream = new Input(new ByteArrayInputStream(bytes, offset, end - offset), loader)) {
            if (filter != null) {
                stream.setObjectInputFilter(filter);
            }
            return stream.readObject();
        }
    }

    /**
     * Not initialized. What {@code loader} does not know is looked for where Carom comes from: a thread of the common pool has
     * the system's loader, which in an executable jar knows neither Carom nor the program.
     */
    static Class<?> classNamed(String name, ClassLoader loader) throws ClassNotFoundException {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException unknown) {
            Class<?> primitive = PRIMITIVES.get(name);
            if (primitive != null) {
                return primitive;
            }
            if (loader == OWN) {
                throw unknown;
            }
            return Class.forName(name, false, OWN);
        }
    }

    private static final class Output extends ObjectOutputStream {
        private final @Nullable RiskyClasses seen;
        private final @Nullable UnaryOperator<Object> replacement;

        Output(OutputStream out, @Nullable RiskyClasses seen, @Nullable UnaryOperator<Object> replacement) throws IOException {
            super(out);
            this.seen = seen;
            this.replacement = replacement;
            enableReplaceObject(replacement != null);
        }

        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) {
            return object == null || replacement == null ? object : replacement.apply(object);
        }

        @Override
        protected void annotateClass(Class<?> type) {
            if (seen != null) {
                seen.see(type);
            }
        }

        @Override
        protected void annotateProxyClass(Class<?> type) {
            if (seen != null) {
                seen.see(type);
            }
        }
    }

    private static final class Input extends ObjectInputStream {
        private final ClassLoader loader;

        Input(ByteArrayInputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
            return classNamed(description.getName(), loader);
        }

        private boolean isVisible(Class<?> type) {
            try {
                return Class.forName(type.getName(), false, loader) == type;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }

        @Override
        @SuppressWarnings("deprecation") // there is no other way to a proxy's class without an instance
        protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
            Class<?>[] interfaces = new Class<?>[names.length];
            ClassLoader chosen = loader;
            for (int i = 0; i < names.length; i++) {
                interfaces[i] = classNamed(names[i], loader);
                if (!Modifier.isPublic(interfaces[i].getModifiers()) || !isVisible(interfaces[i])) {
                    chosen = interfaces[i].getClassLoader();
                }
            }
            try {
                return Proxy.getProxyClass(chosen, interfaces);
            } catch (IllegalArgumentException impossible) {
                throw new ClassNotFoundException("no proxy can have these interfaces", impossible);
            }
        }
    }
}
