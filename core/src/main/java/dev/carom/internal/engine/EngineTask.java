package dev.carom.internal.engine;

import dev.carom.DeathCertificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as the engine sees it.
 *
 * <pre>
 * HELD   -> QUEUED     taken; HELD is also what it is while it moves from one place to the next
 * QUEUED -> SENT       to a worker, which has not accepted it
 * SENT   -> QUEUED     taken back, or its worker died first: it never ran
 * SENT   -> ACCEPTED   waits for its confirmation (synack only)
 * ACCEPTED -> QUEUED   its worker died first: it never ran
 * SENT, ACCEPTED -> RUNNING
 * RUNNING -> QUEUED    its worker died, and it may be delivered again
 * any    -> DONE       it has its outcome; what its worker says after that is not heard
 * </pre>
 */
public final class EngineTask {
    enum Phase {
        HELD,
        QUEUED,
        SENT,
        ACCEPTED,
        RUNNING,
        DONE
    }

    private final Object owner;
    private final Limits limits;
    private final int maxDeliveries;
    private final int size;

    Phase phase = Phase.HELD;
    /** The attempt that is under way; null while queued and once done. */
    @Nullable Attempt attempt;
    /** How many attempts may have run: those that were accepted and, where asked for, confirmed. */
    int deliveries;
    /** How many workers it was sent to that did not accept it in time. */
    int ignored;

    private List<DeathCertificate> certificates = List.of();

    /**
     * @param owner opaque to the engine
     * @param limits nanoseconds, 0 for none; of the last, 0 for the pool's
     * @param maxDeliveries from 1
     * @param size of the task in bytes, as it is sent
     */
    public EngineTask(Object owner, Limits limits, int maxDeliveries, int size) {
        this.owner = owner;
        this.limits = limits;
        this.maxDeliveries = maxDeliveries;
        this.size = size;
    }

    /**
     * How long what may take.
     *
     * @param soft until the task is told
     * @param hard until it is killed
     * @param stall without a report of progress, until it is killed
     * @param lostWorker the rest of a dead worker's channel
     */
    public record Limits(long soft, long hard, long stall, long lostWorker) {}

    public Object owner() {
        return owner;
    }

    public long softLimit() {
        return limits.soft();
    }

    public long hardLimit() {
        return limits.hard();
    }

    public long stallLimit() {
        return limits.stall();
    }

    public int maxDeliveries() {
        return maxDeliveries;
    }

    long lostWorkerTimeout() {
        return limits.lostWorker();
    }

    int size() {
        return size;
    }

    boolean hasLimit() {
        return limits.soft() > 0 || limits.hard() > 0 || limits.stall() > 0;
    }

    boolean isDone() {
        return phase == Phase.DONE;
    }

    /** Whether it has lost a worker before, and so may well lose the next one. */
    boolean isSuspect() {
        return !certificates.isEmpty();
    }

    @Override
    public String toString() {
        return "task " + owner + " " + phase;
    }

    List<DeathCertificate> certify(DeathCertificate certificate) {
        List<DeathCertificate> all = new ArrayList<>(certificates);
        all.add(certificate);
        certificates = List.copyOf(all);
        return certificates;
    }
}
