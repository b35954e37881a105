package dev.carom.internal.engine;

import dev.carom.DeathCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a task ended. Each task has exactly one. */
public sealed interface Outcome {

    /** The worker said how it ended; this is what it said, opaque to the engine. */
    non-sealed interface Reported extends Outcome {
        /** Whether the task returned, rather than failed. */
        boolean succeeded();
    }

    /**
     * Killed over the hard limit, or over the stall limit where {@code stalled}.
     *
     * @param soft the soft limit that had struck before; 0 where none had
     * @param stackWait how long the stack was waited for at most; 0 where it was not asked for
     * @param stack the task's, opaque to the engine; null where there was no time
     */
    record TimedOut(boolean stalled, long elapsed, long limit, long pid, long soft, long stackWait, @Nullable Object stack)
            implements Outcome {}

    /** Where it {@code interrupts}, what runs of it is to end as well. */
    record Cancelled(boolean interrupts) implements Outcome {}

    /**
     * Terminated on request; {@code pid} is -1 where no worker had said that it runs, and {@code mayHaveRun} whether one may
     * have begun it all the same, now or in an earlier delivery.
     */
    record Terminated(int signal, long pid, boolean mayHaveRun) implements Outcome {}

    /**
     * Its worker died; one certificate for each delivery that did, the last one last. {@code stack} is the task's, opaque to
     * the engine, null where there was no time.
     */
    record Lost(List<DeathCertificate> certificates, boolean poison, @Nullable Object stack) implements Outcome {}

    /**
     * So many workers died when it was the next that they were to accept, the last one last. It did not run in them;
     * {@code mayHaveRun} where it may have in an earlier delivery.
     */
    record Unaccepted(List<DeathCertificate> certificates, boolean mayHaveRun) implements Outcome {}

    /**
     * The confirmation was refused, or did not come, as {@code answered} says; {@code cause} is what refused it, if anything.
     * {@code mayHaveRun} where an earlier delivery may have.
     */
    record Refused(boolean answered, @Nullable Throwable cause, boolean mayHaveRun) implements Outcome {}

    /** The pool was shut down before it took the task, or was terminated: then it may have begun. */
    record PoolClosed(boolean mayHaveRun) implements Outcome {}

    /** The pool is broken; no worker can have begun the task. */
    record PoolBroken(Breakage breakage) implements Outcome {}
}
