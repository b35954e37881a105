package dev.carom.internal.results;

import dev.carom.TaskOptions;
import org.jspecify.annotations.Nullable;

/** The result of one task. */
public final class TaskResult<R> extends PendingResult<R> implements Submission {
    private volatile @Nullable Object engineTask;

    public TaskResult(PoolPort port, TaskOptions<? super R> options) {
        super(port, options);
    }

    // ---- told by the pool

    @Override
    public void bind(Object engineTask) {
        this.engineTask = engineTask;
    }

    @Override
    public @Nullable Object bound() {
        return engineTask;
    }

    @Override
    public boolean acceptedUnheard(long pid) {
        return noteAcceptedUnheard(pid);
    }

    @Override
    public void accepted(long pid) {
        noteAccepted(pid);
    }

    @Override
    public @Nullable Throwable acceptDecision(long pid) {
        return decideAcceptance(pid);
    }

    @Override
    public void timeoutPassed(boolean soft) {
        noteTimeout(soft);
    }

    @Override
    public boolean hearsProgress() {
        return wantsProgress();
    }

    @Override
    public void progressed(@Nullable Object value) {
        noteProgress(value);
    }

    @Override
    public boolean complete(Outcome outcome) {
        return end(outcome);
    }

    @Override
    void ended() {
        engineTask = null;
    }

    @Override
    String progress() {
        return accepted() ? "running" : "queued";
    }

    // ---- asked by the user

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return !isDone()
                && port.cancel(this, mayInterruptIfRunning)
                && (end(Outcome.Cancelled.INSTANCE) || isCancelled());
    }

    @Override
    public void terminate(int signal) {
        if (!isDone()) {
            port.terminate(this, signal);
        }
    }

    @Override
    public void discard() {
        if (!isDone()) {
            port.discard(this);
            end(Outcome.Cancelled.INSTANCE);
        }
    }
}
