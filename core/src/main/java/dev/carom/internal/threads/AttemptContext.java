package dev.carom.internal.threads;

import dev.carom.internal.codec.ResultEncoder;
import dev.carom.internal.wire.HeaderContext;
import dev.carom.internal.wire.TaskHeader;
import java.io.Serializable;
import java.time.Duration;

/** What a task sees of its attempt. */
final class AttemptContext extends HeaderContext {
    private final Parent parent;
    private final WorkerSetup setup;

    /** Guarded by this. */
    private boolean ended;

    AttemptContext(long attempt, TaskHeader header, Parent parent, WorkerSetup setup) {
        super(attempt, header, System.nanoTime());
        this.parent = parent;
        this.setup = setup;
    }

    @Override
    public synchronized void progress(Serializable value) {
        if (ended) {
            throw tooLate();
        }
        ResultEncoder encoder = new ResultEncoder(setup.maxPayload()).use(setup.codec());
        parent.progressed(attempt(), Reply.bytes(encoder.encodeProgress(value).pieces()));
    }

    Duration softLimit() {
        return Duration.ofNanos(header().softNanos());
    }

    /** Nothing is reported from here on; waits for a report that is under way. */
    synchronized void end() {
        ended = true;
    }
}
