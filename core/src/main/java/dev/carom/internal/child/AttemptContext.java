package dev.carom.internal.child;

import dev.carom.internal.wire.HeaderContext;
import java.io.Serializable;

/** What a task sees of its attempt. */
final class AttemptContext extends HeaderContext {
    private final ProgressWriter progress;

    /** Whether user code has this, and so may report at any time. Written by whoever hands it out, while it may be handed out. */
    private boolean handedOut;

    private volatile boolean ended;

    /** @param started by {@link System#nanoTime} */
    AttemptContext(Delivery delivery, long started, ProgressWriter progress) {
        super(delivery.attempt(), delivery.header(), started);
        this.progress = progress;
    }

    @Override
    public void progress(Serializable value) {
        if (ended) {
            throw tooLate();
        }
        progress.send(this, value);
    }

    boolean hasSoftLimit() {
        return header().softNanos() > 0;
    }

    AttemptContext handOut() {
        handedOut = true;
        return this;
    }

    /** Nothing is reported from here on; waits for a report that is being written. To be called once it is handed out no more. */
    void end() {
        if (handedOut) {
            synchronized (this) {
                ended = true;
            }
        }
    }

    boolean hasEnded() {
        return ended;
    }
}
