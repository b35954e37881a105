package dev.carom.internal.results;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Follows a result. To cancel it is to cancel the task; those made from it are of the ordinary kind. */
final class ResultFuture<R> extends CompletableFuture<R> {
    private final PendingResult<R> result;

    ResultFuture(PendingResult<R> result) {
        this.result = result;
        result.stage().whenComplete(this::follow);
    }

    private void follow(R value, @Nullable Throwable failure) {
        if (failure != null) {
            completeExceptionally(failure);
        } else {
            complete(value);
        }
    }

    /** Returns whether this is cancelled, as any {@link CompletableFuture}; not where the task runs and may go on. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!isDone() && result.cancel(mayInterruptIfRunning)) {
            super.cancel(mayInterruptIfRunning); // or the callback that follows the result was first, to the same effect
        }
        return isCancelled();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
