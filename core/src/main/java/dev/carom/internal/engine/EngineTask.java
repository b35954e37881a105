package dev.carom.internal.engine;

import dev.carom.DeathCertificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as the engine sees it; to whoever made it, it is more.
 *
 * <pre>
 * HELD   -> TAKEN -> QUEUED     within the step that takes it
 * QUEUED -> SENT       to a worker, which has not accepted it
 * SENT   -> QUEUED     taken back, or its worker died first: it never ran
 * SENT   -> ACCEPTED   waits for its confirmation (synack only)
 * ACCEPTED -> QUEUED   its worker died first: it never ran
 * SENT, ACCEPTED -> RUNNING
 * RUNNING -> QUEUED    its worker died, and it may be delivered again
 * any    -> DONE       it has its outcome; what its worker says after that is not heard
 * </pre>
 */
public abstract non-sealed class EngineTask implements Event.Submit, Action.Complete {
    enum Phase {
        HELD,
        TAKEN,
        QUEUED,
        SENT,
        ACCEPTED,
        RUNNING,
        DONE
    }

    /** Of a task that prefers none. */
    public static final int ANY_WORKER = 0;

    /** Made ahead, both: there may be no memory when they are needed. */
    private static final Outcome CLOSED = new Outcome.PoolClosed(false);

    private static final Outcome CUT_OFF = new Outcome.PoolClosed(true);

    private final int size;

    Phase phase = Phase.HELD;
    /** The attempt that is under way; null while queued and once done. */
    @Nullable Attempt attempt;
    /** Since when it has waited for a worker; it goes on waiting where one gives it back. */
    long queuedAt;

    /** Null until it is done. */
    private @Nullable Outcome outcome;

    private @Nullable Setbacks setbacks;

    /** What has gone wrong with it so far; few tasks have any. */
    private static final class Setbacks {
        final long submittedAt;
        List<DeathCertificate> certificates = List.of();
        List<DeathCertificate> unaccepted = List.of();
        int ignored;

        Setbacks(long submittedAt) {
            this.submittedAt = submittedAt;
        }
    }

    /** @param size of the task in bytes, as it is sent */
    protected EngineTask(int size) {
        this.size = size;
    }

    /**
     * How long what may take, in nanoseconds; 0 for ever, or, of the last, for as long as the pool says.
     *
     * @param soft until the task is told
     * @param hard until it is killed
     * @param stall without a report of progress, until it is killed
     * @param lostWorker the rest of a dead worker's channel
     */
    public record Limits(long soft, long hard, long stall, long lostWorker) {}

    @Override
    public final EngineTask task() {
        return this;
    }

    @Override
    public final Outcome outcome() {
        Outcome present = outcome;
        if (present == null) {
            throw new IllegalStateException("it is not done");
        }
        return present;
    }

    /** To be called once. */
    void end(Outcome with) {
        outcome = with;
        phase = Phase.DONE;
        attempt = null;
    }

    protected abstract Limits limits();

    /** From 1. */
    public abstract int maxDeliveries();

    /** What its maker calls it; null where that gives it no name. */
    protected abstract @Nullable String label();

    /**
     * A worker has accepted it, and nothing has to be decided. Takes note of that where nobody has to be told; where
     * somebody has, only returns false. Called while the engine takes a step: it does not block, nor call the engine.
     */
    protected abstract boolean acceptedUnheard(long pid);

    public final long softLimit() {
        return limits().soft();
    }

    public final long hardLimit() {
        return limits().hard();
    }

    public final long stallLimit() {
        return limits().stall();
    }

    long lostWorkerTimeout() {
        return limits().lostWorker();
    }

    public final int size() {
        return size;
    }

    boolean hasLimit() {
        return limits().soft() > 0 || limits().hard() > 0 || limits().stall() > 0;
    }

    /** The worker that has it, and nothing else to do; -1 where there is none. Under the engine's lock. */
    public final int soleWorker() {
        Attempt now = attempt;
        return now != null && now.worker.outstanding() == 1 ? now.worker.id : -1;
    }

    /** It goes to this worker, where that is idle. Under the engine's lock. */
    protected int preferredWorker() {
        return ANY_WORKER;
    }

    boolean isDone() {
        return phase == Phase.DONE;
    }

    /** Whether a worker has died of it, or may have, so that the next one may well die, too. */
    boolean isSuspect() {
        return setbacks != null && !(setbacks.certificates.isEmpty() && setbacks.unaccepted.isEmpty());
    }

    /** How many attempts may have run and lost their worker. The next one, or the one that is under way, is one more. */
    public int lostDeliveries() {
        return setbacks == null ? 0 : setbacks.certificates.size();
    }

    /**
     * Whether code of it may have begun, in a worker that has said so or not yet, or in one that it has lost.
     *
     * @param synack whether it begins only once that is confirmed
     */
    boolean mayHaveRun(boolean synack) {
        return phase == Phase.SENT && !synack || phase == Phase.RUNNING || lostDeliveries() > 0;
    }

    /** What it ends with where the pool does not let it run on, nor begin. */
    Outcome closed(boolean synack) {
        return mayHaveRun(synack) ? CUT_OFF : CLOSED;
    }

    /** What it ends with where the pool is broken while it waits. One that was to run again has lost its worker. */
    Outcome broken(Breakage breakage) {
        return setbacks != null && lostDeliveries() > 0
                ? new Outcome.Lost(setbacks.certificates, false, null)
                : new Outcome.PoolBroken(breakage);
    }

    /** When it was taken. */
    public long submittedAt() {
        return setbacks == null ? queuedAt : setbacks.submittedAt;
    }

    /** How many workers it was sent to that did not accept it in time. */
    int ignored() {
        return setbacks == null ? 0 : setbacks.ignored;
    }

    void noteIgnored() {
        setbacks().ignored++;
    }

    @Override
    public String toString() {
        String label = label();
        return "task " + (label == null ? "" : label + " ") + phase + (outcome == null ? "" : " by " + outcome);
    }

    /** A worker died with it. Returns the certificates of all that did. */
    List<DeathCertificate> certify(DeathCertificate certificate) {
        Setbacks known = setbacks();
        known.certificates = with(known.certificates, certificate);
        return known.certificates;
    }

    /** A worker died when this was the next that it was to accept. Returns the certificates of all that did. */
    List<DeathCertificate> certifyUnaccepted(DeathCertificate certificate) {
        Setbacks known = setbacks();
        known.unaccepted = with(known.unaccepted, certificate);
        return known.unaccepted;
    }

    private static List<DeathCertificate> with(List<DeathCertificate> some, DeathCertificate one) {
        List<DeathCertificate> all = new ArrayList<>(some);
        all.add(one);
        return List.copyOf(all);
    }

    private Setbacks setbacks() {
        Setbacks known = setbacks;
        if (known == null) {
            known = new Setbacks(queuedAt); // the first one comes before it is queued again
            setbacks = known;
        }
        return known;
    }
}
