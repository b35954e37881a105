package dev.carom.internal.results;

import dev.carom.TaskOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The result of a task that came in by an executor, which hears of its end. */
public final class ExecutorResult<R> extends TaskResult<R> {
    private final InFlight executor;

    /** What the user handed in; null once it has ended. */
    private volatile @Nullable Object work;

    /** What it returns whatever the task does; null for what the task returns. */
    private final @Nullable Given given;

    /** Whether the pool has it, so that it can be cancelled; guarded by the lock of its executor. */
    boolean submitted;

    private ExecutorResult(
            PoolPort port, TaskOptions<? super R> options, InFlight executor, Object work, @Nullable Given given) {
        super(port, options);
        this.executor = executor;
        this.work = Objects.requireNonNull(work);
        this.given = given;
    }

    /** Of a task that returns something. */
    public static <R> ExecutorResult<R> of(PoolPort port, TaskOptions<? super R> options, InFlight executor, Object work) {
        return new ExecutorResult<>(port, options, executor, work, null);
    }

    /** Of one that returns nothing, for which {@code value} is returned. */
    public static <R> ExecutorResult<R> of(
            PoolPort port, TaskOptions<? super R> options, InFlight executor, Object work, @Nullable R value) {
        return new ExecutorResult<>(port, options, executor, work, new Given(value));
    }

    /** Null once it has ended. */
    public @Nullable Object work() {
        return work;
    }

    @Override
    public boolean complete(Outcome outcome) {
        return super.complete(given != null && outcome instanceof Outcome.Success ? given : outcome);
    }

    @Override
    void ended() {
        super.ended();
        work = null;
        executor.leave(this);
    }

    private record Given(@Nullable Object value) implements Outcome.Success {
        @Override
        public @Nullable Object decode() {
            return value;
        }

        @Override
        public long encodedBytes() {
            return 0;
        }

        @Override
        public boolean allSucceeded() {
            return true;
        }
    }
}
