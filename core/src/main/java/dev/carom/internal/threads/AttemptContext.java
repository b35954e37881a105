package dev.carom.internal.threads;

import dev.carom.internal.wire.ResultEncoder;
import dev.carom.internal.wire.TaskHeader;
import dev.carom.worker.TaskContext;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** What a task sees of its attempt. */
final class AttemptContext implements TaskContext {
    private final long attempt;
    private final TaskHeader header;
    private final Parent parent;
    private final int maxPayload;
    private final long started = System.nanoTime();

    private volatile boolean softLimitPassed;

    /** Guarded by this. */
    private boolean ended;

    AttemptContext(long attempt, TaskHeader header, Parent parent, int maxPayload) {
        this.attempt = attempt;
        this.header = header;
        this.parent = parent;
        this.maxPayload = maxPayload;
    }

    @Override
    public long attempt() {
        return attempt;
    }

    @Override
    public int delivery() {
        return header.delivery();
    }

    @Override
    public Optional<String> correlationId() {
        return header.correlationId().isEmpty() ? Optional.empty() : Optional.of(header.correlationId());
    }

    @Override
    public Optional<Duration> softRemaining() {
        return softLimitPassed ? Optional.of(Duration.ZERO) : remaining(header.softNanos());
    }

    @Override
    public Optional<Duration> hardRemaining() {
        return remaining(header.hardNanos());
    }

    @Override
    public boolean softLimitPassed() {
        return softLimitPassed;
    }

    @Override
    public synchronized void progress(Serializable value) {
        if (ended) {
            throw new IllegalStateException("attempt " + attempt + " has ended; it cannot report progress");
        }
        ResultEncoder.Outcome outcome = new ResultEncoder(maxPayload).encode(value);
        if (outcome instanceof ResultEncoder.Unencodable unencodable) {
            throw new IllegalArgumentException(unencodable.reason(), unencodable.cause());
        }
        if (outcome instanceof ResultEncoder.TooLarge tooLarge) {
            throw new IllegalArgumentException(
                    "the progress is over the limit of maxPayload(...) after " + tooLarge.size() + " bytes");
        }
        parent.progressed(attempt, Reply.bytes(((ResultEncoder.Encoded) outcome).pieces()));
    }

    long elapsedNanos() {
        return System.nanoTime() - started;
    }

    void passSoftLimit() {
        softLimitPassed = true;
    }

    Duration softLimit() {
        return Duration.ofNanos(header.softNanos());
    }

    /** Nothing is reported from here on; waits for a report that is under way. */
    synchronized void end() {
        ended = true;
    }

    private Optional<Duration> remaining(long limit) {
        return limit == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, limit - elapsedNanos())));
    }
}
