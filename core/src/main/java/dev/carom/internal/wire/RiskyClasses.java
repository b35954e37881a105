package dev.carom.internal.wire;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;

/**
 * Notes whether a stream holds classes that run code of their own when they are read, so that the reader would suffer
 * from what that code does.
 */
final class RiskyClasses {
    private static final ClassValue<Boolean> RISKY = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return !isJdk(type) && runsCode(type);
        }
    };

    private boolean any;

    void see(Class<?> type) {
        any |= RISKY.get(type);
    }

    boolean any() {
        return any;
    }

    void clear() {
        any = false;
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
