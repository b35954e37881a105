package dev.carom.internal.results;

import dev.carom.TaskOptions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The result of one task. Final but for {@link ExecutorResult}. */
public class TaskResult<R> extends PendingResult<R> implements Submission {
    private static final VarHandle ENGINE_TASK = handle(MethodHandles.lookup(), TaskResult.class, "engineTask", Object.class);

    /** Written by release alone. */
    private volatile @Nullable Object engineTask;

    public TaskResult(PoolPort port, TaskOptions<? super R> options) {
        super(port, options);
    }

    // ---- told by the pool

    @Override
    public final void bind(Object engineTask) {
        ENGINE_TASK.setRelease(this, engineTask);
    }

    @Override
    public final @Nullable Object bound() {
        return engineTask;
    }

    @Override
    public final boolean acceptedUnheard(long pid) {
        return noteAcceptedUnheard(pid);
    }

    @Override
    public final void accepted(long pid) {
        noteAccepted(pid);
    }

    @Override
    public final @Nullable Throwable acceptDecision(long pid) {
        return decideAcceptance(pid);
    }

    @Override
    public final void timeoutPassed(boolean soft) {
        noteTimeout(soft);
    }

    @Override
    public final boolean hearsProgress() {
        return wantsProgress();
    }

    @Override
    public final void progressed(@Nullable Object value) {
        noteProgress(value);
    }

    @Override
    public boolean complete(Outcome outcome) {
        return end(outcome);
    }

    @Override
    void ended() {
        ENGINE_TASK.setRelease(this, null);
    }

    @Override
    final String progress() {
        return accepted() ? "running" : "queued";
    }

    // ---- asked by the user

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        return !isDone()
                && port.cancel(this, mayInterruptIfRunning)
                && (end(Outcome.Cancelled.INSTANCE) || isCancelled());
    }

    @Override
    public final void terminate(int signal) {
        if (!isDone()) {
            port.terminate(this, signal);
        }
    }

    @Override
    public final void discard() {
        if (!isDone()) {
            port.discard(this);
            end(Outcome.Cancelled.INSTANCE);
        }
    }
}
