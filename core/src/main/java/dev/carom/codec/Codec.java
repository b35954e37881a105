package dev.carom.codec;

import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes values to a worker and back in place of Java serialization. A pool has one by its option {@code codec}; the
 * module {@code carom-fory} has one that is ready.
 *
 * <p>It is asked for what Carom has no form of its own for: numbers, text, the usual collections of such, and lambdas never
 * reach it; a collection that holds something else does. It gets such a value as a whole where it takes the value's class, and
 * what a lambda captured as an {@code Object[]} where it takes that. Otherwise it gets the parts that it takes, each by itself:
 * an object within two of them becomes two. What it does not take, or declines, goes by Java serialization, as do all
 * exceptions, the initializer and the exit hook.
 *
 * <p>A pool's workers have a copy of it, made by Java serialization before they begin: so what it is set up with has to be
 * serializable, and the rest is made when it is first needed. Where that fails the pool is broken. Methods are called by many
 * threads at a time.
 *
 * <p>What a method throws fails the task or the result at hand, with this class's name in the message. The limit of
 * {@code maxPayload} holds for what is written. What runs when a value is read runs in the parent too.
 */
public interface Codec extends Serializable {

    /**
     * Whether values of exactly this class are this codec's, with all that they hold. To be answered quickly, and on both
     * sides alike.
     */
    boolean takes(Class<?> type);

    /**
     * Writes a value of a class that is taken. Bytes beyond the limit make the stream throw, which need not be
     * passed on; it is not to be used after the return, and need not be flushed or closed.
     *
     * @return false to leave this value to Java serialization; what was written is forgotten
     */
    boolean encode(Object value, OutputStream out) throws Exception;

    /**
     * Reads what {@link #encode} wrote: all bytes of the buffer, which are not to be changed, nor used after the return. In the
     * parent they come from a worker, which may send whatever it likes: nothing must be allocated, constructed or
     * called that this process cannot bear. No filter of Java serialization stands before this method.
     *
     * @param loader where classes are to be looked up by name
     */
    @Nullable Object decode(ByteBuffer bytes, ClassLoader loader) throws Exception;

    /**
     * What decodes results in a parent that has an allow-list ({@code allowedResultClasses}): a codec that reads the same bytes,
     * and makes objects of allowed classes only, but for values of the JDK. Called once, when the pool is built.
     *
     * @param allowed false for a class that results must not hold
     * @throws IllegalArgumentException if this codec cannot keep to such a list, as it is unless overridden: no pool is
     *     built then
     */
    default Codec restrictedTo(Predicate<Class<?>> allowed) {
        throw new IllegalArgumentException("allowedResultClasses needs a codec that keeps to it, and "
                + getClass().getName() + " does not: it does not override restrictedTo; leave one of the two out");
    }
}
