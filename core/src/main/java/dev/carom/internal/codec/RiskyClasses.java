package dev.carom.internal.codec;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.PriorityBlockingQueue;

/**
 * Notes whether a stream holds classes that run code of their own when they are read, so that the reader would suffer
 * from what that code does: because serialization calls it, or because a collection that is read asks its elements for
 * their hash codes or their order.
 */
final class RiskyClasses {
    private static final int RUNS = 1;
    private static final int ASKS = 2;
    private static final int IS_ASKED = 4;

    private static final ClassValue<Integer> RISKS = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            if (isJdk(type)) {
                return asks(type) ? ASKS : 0;
            }
            return (runsCode(type) ? RUNS : 0) | (isAsked(type) ? IS_ASKED : 0);
        }
    };

    private int seen;

    void see(Class<?> type) {
        seen |= RISKS.get(type);
    }

    boolean any() {
        int both = ASKS | IS_ASKED;
        return (seen & RUNS) != 0 || (seen & both) == both;
    }

    void clear() {
        seen = 0;
    }

    /** {@code CollSer} stands for the sets and maps of {@code Set.of} and {@code Map.of}. */
    private static boolean asks(Class<?> collection) {
        return Map.class.isAssignableFrom(collection)
                || Set.class.isAssignableFrom(collection)
                || PriorityQueue.class.isAssignableFrom(collection)
                || PriorityBlockingQueue.class.isAssignableFrom(collection)
                || collection.getName().equals("java.util.CollSer");
    }

    private static boolean isAsked(Class<?> type) {
        return !type.isEnum()
                && (declares(type, "hashCode")
                        || declares(type, "equals", Object.class)
                        || Comparable.class.isAssignableFrom(type)
                        || Comparator.class.isAssignableFrom(type));
    }

    private static boolean isJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private static boolean runsCode(Class<?> type) {
        if (type.isEnum() || Proxy.isProxyClass(type)) {
            return false;
        }
        return Externalizable.class.isAssignableFrom(type)
                || declares(type, "readObject", ObjectInputStream.class)
                || declares(type, "readObjectNoData")
                || declares(type, "readResolve")
                || hasConstructorThatRuns(type);
    }

    private static boolean declares(Class<?> type, String method, Class<?>... parameters) {
        try {
            type.getDeclaredMethod(method, parameters);
            return true;
        } catch (NoSuchMethodException absent) {
            return false;
        } catch (LinkageError unknowable) {
            return true;
        }
    }

    /** The first superclass that is not serializable is constructed, not read. */
    private static boolean hasConstructorThatRuns(Class<?> type) {
        Class<?> parent = type.getSuperclass();
        return parent != null && !Serializable.class.isAssignableFrom(parent) && !isJdk(parent);
    }
}
