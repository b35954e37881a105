package dev.carom.internal.child;

import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.internal.codec.ThrownParts;
import dev.carom.internal.wire.ExitCode;
import dev.carom.worker.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs tasks, one after the other, until a soft limit is raised in it. Where it stands decides what may
 * reach it from other threads, under its gate:
 *
 * <pre>
 * LOOP   Carom's own code, the channel included      nothing
 * CODEC  decoding or encoding: user code may run     an interrupt
 * TASK   the task itself                             an interrupt, a raise
 * </pre>
 *
 * A raise lands when the JVM finds the time, so possibly after the task. A thread that was raised in therefore never
 * returns to the loop: it leaves its {@link #outcome} behind and ends, and its heir, which waits for that end, goes on.
 */
final class TaskThread extends WorkerThread implements TaskContext.Carrier {
    static final String NAME = "carom-task";

    private enum Where { LOOP, CODEC, TASK }

    private final TaskLoop loop;
    private final @Nullable TaskThread testator;

    private final Object gate = new Object();
    private Where where = Where.LOOP;
    private @Nullable AttemptContext attempt;
    private @Nullable SoftTimeLimitExceededException struck;
    private boolean raised;

    /** A limit that struck before its attempt was entered, and which that is. */
    private @Nullable SoftTimeLimitExceededException early;

    private long earlyFor;

    private @Nullable Outcome outcome;

    /** @param testator the thread whose attempt this one finishes; null for the first one */
    TaskThread(TaskLoop loop, @Nullable TaskThread testator) {
        super(NAME, true);
        this.loop = loop;
        this.testator = testator;
    }

    /** A raise may land on the way out, where it has nothing left to end. */
    @Override
    void failed(Throwable thrown) {
        if (!wasRaisedIn()) {
            super.failed(thrown);
        }
    }

    @Override
    public void run() {
        if (testator != null) {
            joinTestator(testator);
            loop.inherit(this, testator);
        } else {
            loop.start(this);
        }
    }

    private static void joinTestator(TaskThread testator) {
        try {
            testator.join();
        } catch (InterruptedException e) {
            throw Halt.now(ExitCode.FATAL, "a task thread was interrupted in the loop", e);
        }
    }

    // ---- by this thread

    /** Before user code that decodes or encodes. */
    void enterCodec(AttemptContext context) {
        synchronized (gate) {
            attempt = context;
            where = Where.CODEC;
            SoftTimeLimitExceededException limit = earlyFor == context.attempt() ? early : null;
            early = null;
            if (limit != null) {
                strike(context, limit);
                interruptUserCode();
            }
        }
    }

    /**
     * Before the task. Throws what the soft limit would have raised, had it not struck during decoding; where it only
     * interrupts, it does so again, as decoding may have taken the interrupt for itself.
     */
    void enterTask() {
        synchronized (gate) {
            if (struck != null && loop.raises()) {
                throw struck;
            }
            where = Where.TASK;
            if (struck != null) {
                interruptUserCode();
            }
        }
    }

    /** After the task: what it left is encoded next, without its interrupts. False if this thread has to end. */
    boolean leaveTask() {
        synchronized (gate) {
            where = Where.CODEC;
            Thread.interrupted();
            return !raised;
        }
    }

    /** After all user code of the attempt. */
    void leaveCodec() {
        synchronized (gate) {
            where = Where.LOOP;
            attempt = null;
            struck = null;
            outcome = null;
            Thread.interrupted();
        }
    }

    /** What an heir would find. */
    void leaveBehind(Outcome last) {
        outcome = last;
    }

    // ---- by any thread

    @Override
    public void interrupt() {
        synchronized (gate) {
            if (where != Where.LOOP) {
                interruptUserCode();
            }
        }
    }

    @Override
    public @Nullable TaskContext taskContext() {
        synchronized (gate) {
            return attempt == null ? null : attempt.handOut();
        }
    }

    @Override
    public boolean interruptEndsAttempt() {
        synchronized (gate) {
            return struck != null;
        }
    }

    /** Whether an attempt with a soft limit is under way. */
    boolean hasSoftLimit() {
        synchronized (gate) {
            return attempt != null && attempt.hasSoftLimit();
        }
    }

    /**
     * Strikes the attempt if it is the one under way: guard against its end, which goes through the gate too.
     *
     * @param raiser null: interrupt only
     * @return whether the exception was raised, so that this thread needs an heir
     */
    boolean strike(long number, SoftTimeLimitExceededException limit, @Nullable Raiser raiser) {
        synchronized (gate) {
            if (attempt == null || attempt.attempt() != number || struck != null) {
                return false;
            }
            strike(attempt, limit);
            if (where == Where.TASK && raiser != null) {
                raised = raiser.raise(this, limit);
            }
            interruptUserCode();
            if (!raised) {
                return false;
            }
        }
        // Not under the gate, which the thread may want; it runs no other attempt, so it has no other interrupt to lose.
        raiser.clearInterrupt(this);
        return true;
    }

    /** The gate is held. */
    private void strike(AttemptContext context, SoftTimeLimitExceededException limit) {
        struck = limit;
        context.passSoftLimit();
    }

    /**
     * Has the limit strike the attempt when this thread enters it: it was accepted, but a busy machine did not let it begin.
     * For one that has ended that never comes.
     *
     * @return false where the attempt is under way
     */
    boolean strikeEarly(long number, SoftTimeLimitExceededException limit) {
        synchronized (gate) {
            if (attempt != null && attempt.attempt() == number) {
                return false;
            }
            early = limit;
            earlyFor = number;
            return true;
        }
    }

    private boolean wasRaisedIn() {
        synchronized (gate) {
            return raised;
        }
    }

    // ---- by the heir, when this thread has ended

    /** What the task ended with; what was raised where it ended with nothing. */
    Outcome legacy() {
        Outcome left = outcome;
        SoftTimeLimitExceededException limit = struck;
        if (limit == null) {
            throw new IllegalStateException("a task thread that was not raised in has an heir");
        }
        if (left == null) {
            return new Outcome.Threw(limit);
        }
        if (left instanceof Outcome.Threw threw && !mentionsLimit(threw.throwable())) {
            // A lock that the raise broke into may have hidden it behind an exception of its own.
            threw.throwable().addSuppressed(limit);
        }
        return left;
    }

    AttemptContext legacyContext() {
        AttemptContext context = attempt;
        if (context == null) {
            throw new IllegalStateException("a task thread ended outside an attempt");
        }
        return context;
    }

    private static boolean mentionsLimit(Throwable thrown) {
        for (Throwable each : ThrownParts.of(thrown)) {
            if (each instanceof SoftTimeLimitExceededException) {
                return true;
            }
        }
        return false;
    }
}
