package dev.carom.internal.codec;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What an object consists of, as Java serialization sees it and as far as it can be looked into. */
final class GraphParts {
    private static final int MOST_ELEMENTS = 10_000;

    /** Whose lambdas hold a task and then its arguments. */
    private static final String BOUND = "dev/carom/Bound";

    private final BiConsumer<Object, String> found;

    private GraphParts(BiConsumer<Object, String> found) {
        this.found = found;
    }

    /** Tells {@code found} each part and its name. Whatever the object's own code throws ends its parts there. */
    static void of(Object object, BiConsumer<Object, String> found) {
        try {
            new GraphParts(found).look(object);
        } catch (Exception | StackOverflowError | LinkageError | AssertionError unreadable) {
            return;
        }
    }

    private void look(Object object) throws Exception {
        Class<?> type = object.getClass();
        if (ValueCodec.isLambda(type)) {
            lambda(new LambdaTemplates().source(type).serialize(object));
        } else if (object instanceof Object[] elements) {
            elements(Arrays.asList(elements));
        } else if (Proxy.isProxyClass(type)) {
            InvocationHandler behind = Proxy.getInvocationHandler(object);
            part(behind, "invocation handler");
        } else if (type.getClassLoader() != null) {
            fields(object);
        } else if (object instanceof Collection<?> collection) {
            elements(collection);
        } else if (object instanceof Map<?, ?> map) {
            entries(map);
        }
        part(comparator(object), "comparator");
        if (object instanceof Throwable throwable) {
            part(throwable.getCause(), "cause");
            elements(Arrays.asList(throwable.getSuppressed()));
        }
        if (type.getClassLoader() != null && object instanceof Collection<?> collection && extendsJdkClass(type)) {
            elements(collection);
        }
    }

    /** What orders a collection or map of the JDK's, or of a class that extends one; null where nothing does. */
    private static @Nullable Comparator<?> comparator(Object object) {
        if (object instanceof SortedMap<?, ?> map) {
            return map.comparator();
        }
        if (object instanceof SortedSet<?> set) {
            return set.comparator();
        }
        return object instanceof PriorityQueue<?> queue ? queue.comparator() : null;
    }

    /** A collection of a user's class that keeps its elements where we cannot look: in its superclass. */
    private static boolean extendsJdkClass(Class<?> type) {
        Class<?> parent = type.getSuperclass();
        while (parent != null && parent.getClassLoader() != null) {
            parent = parent.getSuperclass();
        }
        return parent != null && parent != Object.class && Serializable.class.isAssignableFrom(parent);
    }

    private void lambda(@Nullable SerializedLambda lambda) throws Exception {
        if (lambda == null) {
            return;
        }
        if (lambda.getCapturingClass().equals(BOUND)) {
            bound(lambda);
            return;
        }
        boolean bound = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
        boolean written = isOfALambda(lambda.getImplMethodName());
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            String name = i == 0 && bound ? written ? "this" : "receiver" : "captured value " + (bound ? i : i + 1);
            part(lambda.getCapturedArg(i), name);
        }
    }

    /** Rather than that of a method that a reference names. Scala has names of its own. */
    private static boolean isOfALambda(String method) {
        return method.startsWith("lambda$") || method.contains("$anonfun");
    }

    /** A task with its arguments: what the task captures is named as if it stood for itself. */
    private void bound(SerializedLambda lambda) throws Exception {
        look(lambda.getCapturedArg(0));
        for (int i = 1; i < lambda.getCapturedArgCount(); i++) {
            part(lambda.getCapturedArg(i), "argument " + i);
        }
    }

    private void elements(Iterable<?> elements) {
        int index = 0;
        for (Object element : elements) {
            part(element, "[" + index + "]");
            if (++index == MOST_ELEMENTS) {
                return;
            }
        }
    }

    private void entries(Map<?, ?> map) {
        int count = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            part(key, "a key");
            boolean plain = key instanceof String || key instanceof Number || key instanceof Enum<?>;
            part(entry.getValue(), plain ? "[" + brief(key.toString()) + "]" : "a value");
            if (++count == MOST_ELEMENTS) {
                return;
            }
        }
    }

    private static String brief(String key) {
        return key.length() <= 40 ? key : key.substring(0, 40) + "...";
    }

    private void fields(Object object) throws IllegalAccessException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (!Serializable.class.isAssignableFrom(type)) {
                return;
            }
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                boolean written = !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers);
                if (written && !field.getType().isPrimitive() && field.trySetAccessible()) {
                    String name = field.getName();
                    part(field.get(object), name.startsWith("this$") ? "enclosing instance" : name);
                }
            }
        }
    }

    private void part(@Nullable Object part, String name) {
        if (part != null) {
            found.accept(part, name);
        }
    }
}
