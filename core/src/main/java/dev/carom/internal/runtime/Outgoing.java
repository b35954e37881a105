package dev.carom.internal.runtime;

import dev.carom.TaskOptions;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.results.Submission;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.TaskHeader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A task on its way: what the engine knows of it, and what only its caller and its worker need. */
sealed class Outgoing extends EngineTask permits AwaitedOutgoing, CalledOutgoing {
    private final Submission submission;
    private final Terms terms;
    /** Read under the engine's lock, dropped without it: whoever reads it has it or null, and both are right then. */
    private @Nullable EncodedTask payload;
    /** The next one in the {@link Intake} or, at its end, among {@link CallerActions}; and how many that makes. */
    private @Nullable Outgoing neighbour;
    private int depth;
    /** Made where callers are told, by one thread at a time. */
    private volatile @Nullable ProgressReports progress;

    Outgoing(Submission submission, EncodedTask payload, Terms terms) {
        super(payload.size());
        this.submission = submission;
        this.payload = payload;
        this.terms = terms;
    }

    /**
     * How often tasks may be delivered; their limits: as the listeners are told, as the engine counts, and as a first delivery
     * has them; and whether they take a slot, and hold it until their outcome.
     */
    record Terms(int maxDeliveries, @Nullable Duration softTimeout, @Nullable Duration timeout, Limits limits,
            TaskHeader firstHeader, boolean holdsSlot) {
        /**
         * The pool's, where the task has none of its own. A stall limit of the pool's may be longer than the task's hard limit,
         * one of the task's may not.
         */
        static Terms of(TaskOptions<?> options, RuntimeConfig.Timeouts pool, boolean putLocks) {
            Duration soft = options.softTimeout() != null ? options.softTimeout() : pool.soft();
            Duration hard = options.timeout() != null ? options.timeout() : pool.hard();
            Duration stall = options.stallTimeout() != null ? options.stallTimeout() : pool.stall();
            if (!pool.enabled() && (soft != null || hard != null || stall != null)) {
                throw new IllegalArgumentException("the pool was built with enableTimeouts(false), so a task can have no limit");
            }
            requireBelow(hard, options.timeout() == null, "softTimeout", soft, options.softTimeout() == null);
            requireBelow(hard, options.timeout() == null, "stallTimeout", options.stallTimeout(), false);
            boolean holdsSlot = options.waitForSlot() == null ? putLocks : options.waitForSlot();
            return of(options.maxDeliveries(), soft, hard, stall, options.lostWorkerTimeout(), holdsSlot);
        }

        /** Null stands for no limit; for the pool's in the case of {@code lostWorker}. */
        static Terms of(int maxDeliveries, @Nullable Duration soft, @Nullable Duration hard, @Nullable Duration stall,
                @Nullable Duration lostWorker, boolean holdsSlot) {
            return new Terms(maxDeliveries, soft, hard,
                    new Limits(toNanos(soft), toNanos(hard), toNanos(stall), toNanos(lostWorker)),
                    new TaskHeader(toNanos(soft), toNanos(hard), 1, ""), holdsSlot);
        }

        private static void requireBelow(
                @Nullable Duration hard, boolean hardOfPool, String name, @Nullable Duration limit, boolean ofPool) {
            if (limit != null && hard != null && limit.compareTo(hard) >= 0) {
                throw new IllegalArgumentException(name + " (" + limit + (ofPool ? ", the pool's" : "")
                        + ") must be below timeout (" + hard + (hardOfPool ? ", the pool's" : "") + "), or it could never strike");
            }
        }

        private static long toNanos(@Nullable Duration duration) {
            return duration == null ? 0 : duration.toNanos();
        }
    }

    static Outgoing of(EngineTask task) {
        return (Outgoing) task;
    }

    // ---- its place in the intake

    /** Puts it on top of that one; returns how many there are then. */
    int putOn(@Nullable Outgoing below) {
        neighbour = below;
        depth = below == null ? 1 : below.depth + 1;
        return depth;
    }

    int depth() {
        return depth;
    }

    /** Makes the stack below it a queue; returns the first one, which was the lowest. */
    Outgoing turnRound() {
        Outgoing first = this;
        Outgoing rest = neighbour;
        neighbour = null;
        while (rest != null) {
            Outgoing next = rest.neighbour;
            rest.neighbour = first;
            first = rest;
            rest = next;
        }
        return first;
    }

    @Nullable Outgoing takeOff() {
        Outgoing next = neighbour;
        neighbour = null;
        return next;
    }

    // ---- what it is

    @Override
    protected final Limits limits() {
        return terms.limits();
    }

    @Override
    public final int maxDeliveries() {
        return terms.maxDeliveries();
    }

    @Override
    protected final @Nullable String label() {
        return submission.correlationId();
    }

    @Override
    protected final boolean acceptedUnheard(long pid) {
        return submission.acceptedUnheard(pid);
    }

    Submission submission() {
        return submission;
    }

    /** Null once the task has its outcome. */
    @Nullable EncodedTask payload() {
        return payload;
    }

    /** What precedes the payload in that delivery, counted from 1. */
    TaskHeader header(int delivery) {
        String correlationId = submission.correlationId();
        TaskHeader first = terms.firstHeader();
        return delivery == 1 && correlationId == null
                ? first
                : new TaskHeader(first.softNanos(), first.hardNanos(), delivery, correlationId == null ? "" : correlationId);
    }

    @Nullable Duration softTimeout() {
        return terms.softTimeout();
    }

    @Nullable Duration timeout() {
        return terms.timeout();
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
        return terms.holdsSlot();
    }

    /** Its caller has its outcome. */
    void told() {}

    /** The task has its outcome: its payload is needed no more. */
    void release() {
        payload = null;
    }
}
