package dev.carom.fory;

import dev.carom.Args;
import dev.carom.codec.Codec;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.fory.Fory;
import org.apache.fory.ThreadSafeFory;
import org.apache.fory.exception.InsecureException;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Takes values of the classes that it is given to workers and back by Apache Fory, and the usual collections and arrays that
 * hold them:
 *
 * <pre>{@code
 * ProcessPool pool = ProcessPool.builder().codec(ForyCodec.of(Order.class, Line.class)).build();
 * }</pre>
 *
 * <p>Each class that a value holds has to be given, unless it is of the JDK and Fory knows it; none need be serializable. A value
 * in which there is any other class, an enum that is not given, a lambda or a proxy is left to Java serialization as a whole.
 * Within a value what is shared stays shared, and cycles stay. Values nested deeper than 1000 cannot be read again.
 *
 * <p>Of what a worker sends, nothing but these classes and those of the JDK that Fory registers by itself is made. With
 * {@code allowedResultClasses} each class given here must be allowed; those of the JDK are values ({@code java.net.URI}, say), and
 * are made whether the list has them or not.
 */
public final class ForyCodec implements Codec {
    private static final long serialVersionUID = 1L;

    /** As deep as a pool reads Java serialization. */
    private static final int DEPTH = 1000;

    /** Taken where they hold what has no form of Carom's own; no {@code LinkedHashMap}, whose access order would be lost. */
    private static final Set<Class<?>> HOLDERS = holders();

    private final Class<?>[] classes;

    /** Made when it is first needed. */
    private transient volatile @Nullable ThreadSafeFory fory;

    private ForyCodec(Class<?>[] classes) {
        this.classes = classes;
    }

    /**
     * A codec for values of exactly these classes.
     *
     * @throws IllegalArgumentException if one is given twice, or is an interface, an array, primitive, or hidden
     */
    public static ForyCodec of(Class<?>... classes) {
        Class<?>[] copy = classes.clone();
        Set<Class<?>> seen = new HashSet<>();
        for (Class<?> type : copy) {
            if (type.isInterface() || type.isArray() || type.isPrimitive() || type.isHidden()) {
                throw new IllegalArgumentException(type + " has no values of exactly that class that could be sent; name the"
                        + " classes of the values");
            }
            if (!seen.add(type)) {
                throw new IllegalArgumentException(type.getName() + " is given twice");
            }
        }
        return new ForyCodec(copy);
    }

    @Override
    public boolean takes(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return HOLDERS.contains(type) || type.isArray() && element == Object.class || Arrays.asList(classes).contains(element);
    }

    @Override
    public boolean encode(Object value, OutputStream out) throws Exception {
        byte[] bytes;
        try {
            bytes = fory().serialize(value);
        } catch (RuntimeException refused) {
            if (isNotTaken(refused)) {
                return false;
            }
            throw refused;
        }
        out.write(bytes);
        return true;
    }

    @Override
    public @Nullable Object decode(ByteBuffer bytes, ClassLoader loader) {
        return fory().deserialize(bytes);
    }

    @Override
    public Codec restrictedTo(Predicate<Class<?>> allowed) {
        String refused = Arrays.stream(classes)
                .filter(allowed.negate())
                .map(Class::getName)
                .collect(Collectors.joining(", "));
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException("allowedResultClasses does not allow " + refused
                    + ", which ForyCodec would read from a worker; allow it, or leave it out of ForyCodec.of(...)");
        }
        return this;
    }

    /** In a worker Fory is there before the first task, so that the thread that it starts is not taken for one of a task. */
    private Object readResolve() {
        fory().serialize(new Object[0]);
        return this;
    }

    private ThreadSafeFory fory() {
        ThreadSafeFory present = fory;
        if (present != null) {
            return present;
        }
        synchronized (classes) {
            if (fory == null) {
                fory = make();
            }
            return fory;
        }
    }

    private ThreadSafeFory make() {
        ThreadSafeFory made = Fory.builder()
                .withXlang(false)
                .withRefTracking(true)
                .withCompatible(false)
                .withAsyncCompilation(false)
                .requireClassRegistration(true)
                .suppressClassRegistrationWarnings(true)
                .withMaxDepth(DEPTH)
                .withSerializerFactory(ForyCodec::refuse)
                .buildThreadSafeFory();
        for (Class<?> args : List.of(Args.Two.class, Args.Three.class, Args.Four.class)) {
            made.register(args);
        }
        for (Class<?> type : classes) {
            made.register(type);
        }
        return made;
    }

    /** Fory would write lambdas and proxies, and could not read them. */
    private static @Nullable Serializer<?> refuse(TypeResolver resolver, Class<?> type) {
        if (type.isHidden() || Proxy.isProxyClass(type)) {
            throw new InsecureException(type + " is left to Java serialization");
        }
        return null;
    }

    private static boolean isNotTaken(Throwable refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof InsecureException) {
                return true;
            }
        }
        return false;
    }

    private static Set<Class<?>> holders() {
        Set<Class<?>> holders = new HashSet<>(Set.of(ArrayList.class, LinkedList.class, ArrayDeque.class, HashSet.class,
                LinkedHashSet.class, HashMap.class, Args.Two.class, Args.Three.class, Args.Four.class));
        for (Object immutable : List.of(List.of(), List.of(1), List.of(1, 2, 3), Set.of(), Set.of(1), Set.of(1, 2, 3),
                Map.of(), Map.of(1, 1), Map.of(1, 1, 2, 2))) {
            holders.add(immutable.getClass());
        }
        return Set.copyOf(holders);
    }
}
