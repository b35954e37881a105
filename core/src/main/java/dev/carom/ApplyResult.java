package dev.carom;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The outcome to come of one task. As a {@link Future} it blocks; as a {@link CompletionStage} it calls, on the pool's
 * callback executor, where one thing runs at a time: a callback may wait for a result, but not for what another callback is
 * to do, nor, with {@link ProcessPoolBuilder#synack}, for a task that was not confirmed yet, as that is done there too: it is
 * refused after {@code confirmTimeout}, unless the one that waits serves the pool ({@code threads(false)}). A result is
 * decoded on the thread that asks for it first.
 *
 * <p>What billiard calls {@code wait} is {@link #await()} here, as {@code wait} is taken in Java; {@code ready} is
 * {@link #isDone()} under its old name.
 *
 * @param <R> the result
 */
public interface ApplyResult<R> extends Future<R>, CompletionStage<R> {

    /**
     * Waits for the outcome.
     *
     * @throws ExecutionException if the task failed; its cause is what the task threw, or a
     *     {@link dev.carom.error.PoolException} that says what else ended it
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    @Override
    R get() throws InterruptedException, ExecutionException;

    /**
     * As {@link #get()}, but waits for so long at most. The task goes on, and its result can still be had.
     *
     * @throws TimeoutException if there is no outcome by then
     */
    R get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Waits, whether interrupted or not, and returns the result or throws what ended the task <em>by its own type</em>,
     * checked exceptions wrapped in a {@link java.util.concurrent.CompletionException}.
     */
    R join();

    /** Waits until there is an outcome, of whatever kind. */
    void await() throws InterruptedException;

    /** Waits for so long at most, and returns whether there is an outcome. */
    boolean await(Duration timeout) throws InterruptedException;

    /** Whether there is an outcome. Does not block. */
    default boolean ready() {
        return isDone();
    }

    /**
     * Whether the task succeeded. Does not block, and does not decode the result.
     *
     * @throws IllegalStateException if there is no outcome yet
     */
    boolean successful();

    /** Whether a worker has accepted the task, now or earlier. */
    boolean accepted();

    /** The process id of the worker that accepted the task last; empty before. */
    OptionalLong workerPid();

    /** What {@link TaskOptions#correlationId} said. */
    @Nullable String correlationId();

    /**
     * Cancels the task: it does not start any more, or, if it runs and {@code mayInterruptIfRunning}, its worker is killed
     * and replaced.
     *
     * @return whether this call cancelled it; {@code false} if it has its outcome, or runs and may not be interrupted
     */
    @Override
    boolean cancel(boolean mayInterruptIfRunning);

    /**
     * A new future each time, which follows this result. To cancel it is to cancel the task. Whatever else completes it before
     * that, as {@code orTimeout}, {@code completeOnTimeout} and {@code complete} do, is not heard of here: the task goes on. So
     * limits are for {@link TaskOptions#timeout}; where it must be {@code orTimeout}, {@code whenComplete} behind it can call
     * {@code cancel(true)} here.
     */
    @Override
    CompletableFuture<R> toCompletableFuture();

    /** As {@link #terminate(int)} with SIGTERM, 15. */
    default void terminate() {
        terminate(15);
    }

    /**
     * Ends the task as {@link dev.carom.error.TerminatedException}: if it runs, its worker is sent the signal, and killed
     * where it does not leave. Does nothing if the task has its outcome. Does not block.
     *
     * @param signal the signal's number, 1 to 64
     * @throws IllegalArgumentException if it is another
     */
    void terminate(int signal);

    /** Forgets the task: it ends as cancelled at once, without harm to its worker, and its result is ignored. */
    void discard();
}
