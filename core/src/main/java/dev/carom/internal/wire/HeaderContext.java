package dev.carom.internal.wire;

import dev.carom.worker.TaskContext;
import java.time.Duration;
import java.util.Optional;

/**
 * What a task sees of its attempt, as far as it stands in the attempt's header. Holds nothing of the task itself, so a task may
 * keep it.
 */
public abstract class HeaderContext implements TaskContext {
    private final long attempt;
    private final TaskHeader header;
    private final long started;

    private volatile boolean softLimitPassed;

    /** @param started when the attempt began, by {@link System#nanoTime} */
    protected HeaderContext(long attempt, TaskHeader header, long started) {
        this.attempt = attempt;
        this.header = header;
        this.started = started;
    }

    @Override
    public final long attempt() {
        return attempt;
    }

    @Override
    public final int delivery() {
        return header.delivery();
    }

    @Override
    public final Optional<String> correlationId() {
        return header.correlationId().isEmpty() ? Optional.empty() : Optional.of(header.correlationId());
    }

    @Override
    public final Optional<Duration> softRemaining() {
        return softLimitPassed ? Optional.of(Duration.ZERO) : remaining(header.softNanos());
    }

    @Override
    public final Optional<Duration> hardRemaining() {
        return remaining(header.hardNanos());
    }

    private Optional<Duration> remaining(long limit) {
        return limit == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, limit - elapsedNanos())));
    }

    @Override
    public final boolean softLimitPassed() {
        return softLimitPassed;
    }

    public final void passSoftLimit() {
        softLimitPassed = true;
    }

    public final long elapsedNanos() {
        return System.nanoTime() - started;
    }

    /** By {@link System#nanoTime}. */
    public final long started() {
        return started;
    }

    protected final TaskHeader header() {
        return header;
    }

    /** What reports of progress are answered with once the attempt is over. */
    protected final IllegalStateException tooLate() {
        return new IllegalStateException("attempt " + attempt + " has ended; it cannot report progress");
    }
}
