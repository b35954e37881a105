package dev.carom.internal.child;

import dev.carom.worker.TaskContext;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** What a task sees of its attempt. Holds nothing of the task itself, so a task may keep it. */
final class AttemptContext implements TaskContext {
    private final long attempt;
    private final int delivery;
    private final String correlationId;
    private final long softNanos;
    private final long hardNanos;
    private final ProgressWriter progress;
    private final long started = System.nanoTime();

    private volatile boolean softLimitPassed;
    private volatile boolean ended;

    AttemptContext(Delivery delivery, ProgressWriter progress) {
        this.attempt = delivery.attempt();
        this.delivery = delivery.header().delivery();
        this.correlationId = delivery.header().correlationId();
        this.softNanos = delivery.header().softNanos();
        this.hardNanos = delivery.header().hardNanos();
        this.progress = progress;
    }

    @Override
    public long attempt() {
        return attempt;
    }

    @Override
    public int delivery() {
        return delivery;
    }

    @Override
    public Optional<String> correlationId() {
        return correlationId.isEmpty() ? Optional.empty() : Optional.of(correlationId);
    }

    @Override
    public Optional<Duration> softRemaining() {
        return softLimitPassed ? Optional.of(Duration.ZERO) : remaining(softNanos);
    }

    @Override
    public Optional<Duration> hardRemaining() {
        return remaining(hardNanos);
    }

    @Override
    public boolean softLimitPassed() {
        return softLimitPassed;
    }

    @Override
    public void progress(Serializable value) {
        if (ended) {
            throw new IllegalStateException("attempt " + attempt + " has ended; it cannot report progress");
        }
        progress.send(this, value);
    }

    long elapsedNanos() {
        return System.nanoTime() - started;
    }

    boolean hasSoftLimit() {
        return softNanos > 0;
    }

    void passSoftLimit() {
        softLimitPassed = true;
    }

    /** Nothing is reported from here on; waits for a report that is being written. */
    synchronized void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    private Optional<Duration> remaining(long limit) {
        return limit == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, limit - elapsedNanos())));
    }
}
