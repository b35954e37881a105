package dev.carom.internal.runtime;

import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.results.Submission;
import dev.carom.internal.wire.EncodedTask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A task on its way: what the engine's task stands for. */
final class Outgoing {
    private final Submission submission;
    private final Limits limits;
    private final boolean holdsSlot;
    private final EngineTask engineTask;
    private volatile @Nullable EncodedTask payload;
    /** Made where callers are told, by one thread at a time. */
    private volatile @Nullable ProgressReports progress;

    Outgoing(
            Submission submission,
            EncodedTask payload,
            Limits limits,
            int maxDeliveries,
            boolean holdsSlot) {
        this.submission = submission;
        this.payload = payload;
        this.limits = limits;
        this.holdsSlot = holdsSlot;
        this.engineTask = new EngineTask(this, limits.nanos(), maxDeliveries, payload.bytes().length);
    }

    /** The limits of tasks: as the listeners are told, and as the engine counts. */
    record Limits(@Nullable Duration softTimeout, @Nullable Duration timeout, EngineTask.Limits nanos) {
        /** Null stands for none, or for the pool's in the case of the last. */
        static Limits of(
                @Nullable Duration soft, @Nullable Duration hard, @Nullable Duration stall, @Nullable Duration lostWorker) {
            return new Limits(soft, hard,
                    new EngineTask.Limits(toNanos(soft), toNanos(hard), toNanos(stall), toNanos(lostWorker)));
        }

        private static long toNanos(@Nullable Duration duration) {
            return duration == null ? 0 : duration.toNanos();
        }
    }

    static Outgoing of(EngineTask task) {
        return (Outgoing) task.owner();
    }

    Submission submission() {
        return submission;
    }

    EngineTask engineTask() {
        return engineTask;
    }

    /** Null once the task has its outcome. */
    @Nullable EncodedTask payload() {
        return payload;
    }

    @Nullable Duration softTimeout() {
        return limits.softTimeout();
    }

    @Nullable Duration timeout() {
        return limits.timeout();
    }

    /** What it reported, and nobody has been told yet. */
    ProgressReports progress() {
        ProgressReports present = progress;
        if (present == null) {
            present = new ProgressReports();
            progress = present;
        }
        return present;
    }

    boolean holdsSlot() {
        return holdsSlot;
    }

    /** The task has its outcome: its payload is needed no more. */
    void release() {
        payload = null;
    }
}
