package dev.carom.internal.codec;

import dev.carom.internal.wire.EncodedTask;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the shapes of lambdas, from 0, for a whole pool. Thread-safe. What is known of a lambda's class hangs on that
 * class, so that classes can be unloaded; only the names in their definitions stay.
 */
final class LambdaTemplates {
    private static final MethodType SERIALIZE = MethodType.methodType(Object.class, Object.class);

    private final ClassValue<Source> sources = new ClassValue<>() {
        @Override
        protected Source computeValue(Class<?> type) {
            return new Source(writeReplace(type));
        }
    };

    /** By definition: the methods of a record as a key take many times as long to link. This and the next guarded by this. */
    private final Map<ByteBuffer, Integer> numbers = new HashMap<>();

    private final List<byte[]> definitions = new ArrayList<>();

    Source source(Class<?> lambda) {
        return sources.get(lambda);
    }

    synchronized byte[] definition(int template) {
        return definitions.get(template);
    }

    private synchronized int number(byte[] definition) {
        Integer known = numbers.putIfAbsent(ByteBuffer.wrap(definition), definitions.size());
        if (known != null) {
            return known;
        }
        definitions.add(definition);
        return definitions.size() - 1;
    }

    /** Null where the lambda's package is not open to us. */
    private static @Nullable MethodHandle writeReplace(Class<?> lambda) {
        try {
            Method method = lambda.getDeclaredMethod("writeReplace");
            return method.trySetAccessible() ? MethodHandles.lookup().unreflect(method).asType(SERIALIZE) : null;
        } catch (NoSuchMethodException | IllegalAccessException closed) {
            return null;
        }
    }

    /** What one class of lambdas tells about its instances. All of them have the same shape. */
    final class Source {
        private final @Nullable MethodHandle writeReplace;
        private volatile int template = -1;
        private volatile @Nullable EncodedTask constant;

        private Source(@Nullable MethodHandle writeReplace) {
            this.writeReplace = writeReplace;
        }

        /** Null where the lambda stands for something else when it is serialized. */
        @Nullable SerializedLambda serialize(Object lambda) throws Exception {
            Object replaced = writeReplace == null ? throughStream(lambda) : invoke(lambda);
            return replaced instanceof SerializedLambda serialized ? serialized : null;
        }

        /** The template of this lambda's shape. */
        int template(SerializedLambda lambda) {
            int known = template;
            if (known < 0) {
                known = number(LambdaShape.of(lambda).encode());
                template = known;
            }
            return known;
        }

        /** The whole payload of a lambda that captures nothing, once it was made. */
        @Nullable EncodedTask constant() {
            return constant;
        }

        void constant(EncodedTask encoded) {
            constant = encoded;
        }

        private Object invoke(Object lambda) throws Exception {
            try {
                return (Object) writeReplace.invokeExact(lambda);
            } catch (Exception | Error thrown) {
                throw thrown;
            } catch (Throwable other) {
                throw new IllegalStateException("writeReplace of a lambda threw", other);
            }
        }
    }

    /** Java serialization may call a {@code writeReplace} that we may not. */
    private static @Nullable Object throughStream(Object lambda) throws IOException {
        Replaced stream = new Replaced();
        stream.writeObject(lambda);
        return stream.first;
    }

    private static final class Replaced extends ObjectOutputStream {
        private @Nullable Object first;

        Replaced() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object object) {
            if (first == null) {
                first = object;
            }
            return null;
        }
    }
}
