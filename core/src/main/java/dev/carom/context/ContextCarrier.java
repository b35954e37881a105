package dev.carom.context;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes what belongs to the thread that submits a task, a request's id for example, to the thread that runs it. A provider of
 * this service ({@link java.util.ServiceLoader}): a pool looks for carriers once, when it is built, through the context class
 * loader of the thread that builds it, or its own where that finds none; a worker does when the first task with a context
 * comes. Each side knows a carrier by the name of its class. The modules {@code carom-slf4j} and {@code carom-opentelemetry}
 * each have one.
 *
 * <p>A context is for those who look at a task, and never decides over it. Where a carrier throws, or the worker has none of
 * its name, the task runs without that part of its context, and the log says so, once for the pool. A task that must not run
 * without it has to look by itself.
 *
 * <p>The initializer, the exit hook and callbacks have no context. Methods are called by many threads at a time.
 */
public interface ContextCarrier {

    /**
     * What belongs to the calling thread, which submits a task; a map or an iteration is one, however many chunks it makes. It
     * goes with the task each time that the task is delivered, and counts for {@code maxPayload}.
     *
     * @return null for nothing: then {@link #restore} is not called. An empty map is carried as any other
     */
    @Nullable Map<String, String> capture();

    /**
     * Called by the thread that is about to decode and run the task, outside of it: soft limits are not raised here. What is
     * returned is closed on the same thread when the result was encoded, in the reverse order of the carriers; not where
     * the thread ends with the task, as it does after a raised soft limit.
     *
     * @param context what {@link #capture} has returned, in no particular order
     */
    Scope restore(Map<String, String> context);

    /** The time for which a context is there. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        /** Makes the thread as it was before, whatever the task has changed. */
        @Override
        void close();
    }
}
