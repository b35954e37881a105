package dev.carom.internal.results;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    // Where a callback waits, the one that would complete this comes after it; where a host drives, nobody else drives.

    @Override
    public R get() throws InterruptedException, ExecutionException {
        return isDone() || !waitsForItself() ? super.get() : result.get();
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return isDone() || !waitsForItself() ? super.get(timeout, unit) : result.get(timeout, unit);
    }

    @Override
    public R join() {
        if (!isDone() && waitsForItself()) {
            try {
                return result.join();
            } catch (CancellationException | CompletionException e) {
                throw e;
            } catch (Throwable e) { // any may have been thrown by the task; this is how a future reports it
                throw new CompletionException(e);
            }
        }
        return super.join();
    }

    private boolean waitsForItself() {
        return result.port.hostDriven() || result.port.inCallback();
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
