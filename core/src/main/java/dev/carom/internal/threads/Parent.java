package dev.carom.internal.threads;

import dev.carom.internal.wire.FrameType;
import org.jspecify.annotations.Nullable;

/** Who hears of a worker; called by its thread, without a lock, and possibly after it was abandoned. */
public interface Parent {

    /** The thread runs. */
    void started();

    /** The initializer has run, and tasks may come. */
    void ready();

    /** The initializer threw; the worker leaves. */
    void startFailed(byte[] throwable);

    /** The attempt was taken, and runs when this returns, unless it has to be confirmed first. */
    void accepted(long attempt);

    /** The attempt was accepted, and not confirmed: it never ran and never will. */
    void returned(long attempt);

    /** @param value encoded */
    void progressed(long attempt, byte[] value);

    /**
     * The last word of an attempt that was accepted.
     *
     * @param type as the frame that would say so
     * @param body as of that frame, behind the usage
     */
    void finished(long attempt, FrameType type, byte[] body, long elapsedNanos);

    /** The worker has left: asked to, or because of a bug of its own. The last that is heard of it. */
    void left(@Nullable Throwable bug);
}
