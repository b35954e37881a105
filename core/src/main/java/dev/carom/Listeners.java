package dev.carom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several listeners as one; what one of them throws does not keep an event from the others. */
record Listeners(List<PoolListener> all) implements PoolListener {

    Listeners and(PoolListener one) {
        List<PoolListener> more = new ArrayList<>(all);
        more.add(one);
        return new Listeners(List.copyOf(more));
    }

    @Override
    public void onProcessUp(long pid) {
        each(l -> l.onProcessUp(pid));
    }

    @Override
    public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
        each(l -> l.onProcessDown(pid, exitCode, reason));
    }

    @Override
    public void onTimeoutSet(ApplyResult<?> job, @Nullable Duration softTimeout, @Nullable Duration timeout) {
        each(l -> l.onTimeoutSet(job, softTimeout, timeout));
    }

    @Override
    public void onTimeoutCancel(ApplyResult<?> job) {
        each(l -> l.onTimeoutCancel(job));
    }

    @Override
    public void onProgress(ApplyResult<?> job, Object value) {
        each(l -> l.onProgress(job, value));
    }

    @Override
    public void onJobReady(ApplyResult<?> job) {
        each(l -> l.onJobReady(job));
    }

    @Override
    public void onStateChange(PoolState state, String reason) {
        each(l -> l.onStateChange(state, reason));
    }

    /** Tells each, and throws what the first of them threw, with the rest as suppressed. */
    private void each(Consumer<PoolListener> event) {
        Throwable failure = null;
        for (PoolListener listener : all) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }
}
