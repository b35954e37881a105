package dev.carom.internal.codec;

import dev.carom.internal.wire.ByteWriter;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Makes lambdas of one shape. Used by one thread at a time. */
final class LambdaFactory {
    private static final MethodType DESERIALIZE = MethodType.methodType(Object.class, SerializedLambda.class);

    private final LambdaShape shape;

    /** What {@link #shape} names as {@code loader} sees it; null until the first lambda. */
    private @Nullable Class<?> capturing;

    private @Nullable ClassLoader loader;
    private @Nullable MethodHandle deserialize;
    private @Nullable Object constant;

    LambdaFactory(LambdaShape shape) {
        this.shape = shape;
    }

    /** How many values such a lambda captures. */
    int captured() {
        return shape.captured();
    }

    Object make(@Nullable Object[] values, ClassLoader through) throws IOException, ClassNotFoundException {
        if (capturing == null || loader != through) {
            capturing = JavaStream.classNamed(shape.capturingClass().replace('/', '.'), through);
            loader = through;
            deserialize = deserialize(capturing);
            constant = null;
        }
        if (values.length > 0) {
            return make(shape.with(capturing, values));
        }
        Object made = constant;
        if (made == null) {
            made = make(shape.with(capturing, values));
            constant = made;
        }
        return made;
    }

    private Object make(SerializedLambda serialized) throws IOException, ClassNotFoundException {
        if (deserialize == null) {
            return throughStream(serialized);
        }
        try {
            return (Object) deserialize.invokeExact(serialized);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable other) {
            throw new IOException("a lambda of " + shape.capturingClass() + " cannot be made", other);
        }
    }

    /** Java serialization may call what we may not: it resolves a serialized lambda by itself. */
    private Object throughStream(SerializedLambda serialized) throws IOException, ClassNotFoundException {
        ByteWriter out = new ByteWriter(1024);
        JavaStream.write(out, serialized, null);
        byte[] bytes = out.toByteArray();
        Object made = JavaStream.read(bytes, 0, bytes.length, loader, null);
        if (made == null) {
            throw new IOException("a lambda of " + shape.capturingClass() + " was read as null");
        }
        return made;
    }

    /** Null where the class is not open to us. */
    private static @Nullable MethodHandle deserialize(Class<?> capturing) throws ClassNotFoundException {
        try {
            Method method = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
            return method.trySetAccessible() ? MethodHandles.lookup().unreflect(method).asType(DESERIALIZE) : null;
        } catch (NoSuchMethodException changed) {
            throw new ClassNotFoundException(capturing.getName()
                    + " has no serializable lambda here: the class differs from the one that made the task", changed);
        } catch (IllegalAccessException closed) {
            return null;
        }
    }
}
