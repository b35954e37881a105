package dev.carom.internal.codec;

import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * What a reader may rely on beside the bytes.
 *
 * @param loader where classes are looked up
 * @param filter null: what comes is trusted
 * @param lambdas null: lambdas by template are not known here
 * @param installed the pool's codec; null: it has none
 */
record ReadContext(
        ClassLoader loader,
        @Nullable ResultFilter filter,
        @Nullable LambdaFactories lambdas,
        @Nullable InstalledCodec installed) {

    InstalledCodec codec() throws ProtocolException {
        if (installed == null) {
            throw ProtocolException.malformed("a value by a codec is not expected here: the pool has none");
        }
        return installed;
    }

    LambdaFactory lambda(int template) throws ProtocolException {
        if (lambdas == null) {
            throw ProtocolException.malformed("a lambda by template is not expected here");
        }
        return lambdas.get(template);
    }

    /** The class of this name, not initialized, and let through by the filter. */
    Class<?> type(String name) throws IOException, ClassNotFoundException {
        Class<?> type = JavaStream.classNamed(name, loader);
        if (filter != null && filter.statusOf(type) == ObjectInputFilter.Status.REJECTED) {
            throw new InvalidClassException(name, "not among the classes that a result may have");
        }
        return type;
    }

    static ClassLoader contextLoader() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }
}
