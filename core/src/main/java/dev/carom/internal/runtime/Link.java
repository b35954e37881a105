package dev.carom.internal.runtime;

import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.Action;
import dev.carom.internal.results.Source;
import dev.carom.internal.wire.FrameType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine's way to one of its workers. What the engine decides is added under its lock, so that it keeps its order, and
 * leaves outside of it.
 */
interface Link {

    // ---- under the engine's lock; none of these blocks

    /** What is to be done to the worker as a whole: it is started, signalled, killed, looked at or released. Only queues it. */
    void order(Action action);

    void addTask(Action.SendTask action, TaskEncoder encoder);

    /** What is to be said to the worker, as the frame that says it. */
    void add(FrameType type, long attempt, byte[] body);

    /** The next {@link #flush} looks into what the worker has recorded and not said, too. */
    void lookWhenFlushed();

    // ---- without the lock

    /** Lets go what was added. Does not block. */
    void flush();

    /**
     * As {@link #flush}, by a thread that sends the worker's only task and will wait for its result. Returns what to wait for
     * it with; null where another thread brings it.
     */
    @Nullable Source flushAndBorrow();

    /** Waits until the worker was started, or could not be. */
    void awaitStart() throws InterruptedException;

    /** Does so for each of them; an interrupt ends the wait. */
    static void awaitStarts(List<Link> links) {
        try {
            for (Link link : links) {
                link.awaitStart();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** This JVM ends: kills the worker, on this thread, where it can be. */
    void abandon();
}
