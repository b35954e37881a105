package dev.carom.internal.runtime;

import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.results.Submission;
import dev.carom.internal.wire.EncodedTask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A task on its way: what the engine's task stands for. */
final class Outgoing {
    private final Submission submission;
    private final @Nullable Duration softTimeout;
    private final @Nullable Duration timeout;
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
        this.softTimeout = limits.softTimeout();
        this.timeout = limits.timeout();
        this.holdsSlot = holdsSlot;
        EngineTask.Limits nanos = new EngineTask.Limits(nanos(softTimeout), nanos(timeout), nanos(limits.stallTimeout()),
                nanos(limits.lostWorkerTimeout()));
        this.engineTask = new EngineTask(this, nanos, maxDeliveries, payload.bytes().length);
    }

    /** The limits of one task; null for none, or for the pool's in the case of the last. */
    record Limits(
            @Nullable Duration softTimeout,
            @Nullable Duration timeout,
            @Nullable Duration stallTimeout,
            @Nullable Duration lostWorkerTimeout) {}

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
        return softTimeout;
    }

    @Nullable Duration timeout() {
        return timeout;
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

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos();
    }
}
