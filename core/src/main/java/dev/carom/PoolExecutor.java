package dev.carom;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/**
 * A pool as an {@link ExecutorService}, for code that wants one: {@link Pool#executor()}. It is a view: to shut it down is to
 * end what came in by it, and neither the pool nor what others submitted, by other views too. Where the pool takes no more
 * tasks, it is shut down as well.
 *
 * <p>Lambdas that are handed to a variable of <em>this</em> type are serializable, as all overloads here take a type that is;
 * so are variables of type {@link Task}, whatever takes a {@link Callable}. What is not, and what is refused for any other
 * reason, is answered by a {@link java.util.concurrent.RejectedExecutionException} that says why, and whose cause, where there
 * is one, is the {@link dev.carom.error.PoolException} of the pool.
 *
 * <p>The time of {@code invokeAll} and {@code invokeAny} includes the wait for slots and for room in the queue. What was not
 * submitted when it is over is cancelled, as is the rest of what was.
 *
 * <p>An object that is itself a {@code Future} is refused: its copy in a worker would be completed, and never itself. The JDK
 * makes such objects in {@code CompletableFuture.supplyAsync(task, executor)}, {@code thenApplyAsync(function, executor)} and
 * {@code ExecutorCompletionService}. Use {@link Pool#applyAsync(Task)} instead, whose result is a {@code CompletionStage} and
 * becomes a {@code CompletableFuture} by {@code toCompletableFuture()}.
 */
public interface PoolExecutor extends ExecutorService, AutoCloseable {

    /** A {@link Runnable} that can be sent to a worker. */
    @FunctionalInterface
    interface Command extends Runnable, Serializable {}

    /** As {@link Pool#applyAsync(Task)}. To cancel the result with {@code true} kills the worker that runs it. */
    <R> ApplyResult<R> submit(Task<R, ?> task);

    ApplyResult<?> submit(Command command);

    /** {@code result} stays here: it is what the future returns, the same object. */
    <R> ApplyResult<R> submit(Command command, R result);

    /**
     * Runs it in a worker. What it ends with, if it is not a success, is handed to the uncaught-exception handler of the
     * pool's callback thread.
     */
    void execute(Command command);

    @Override
    <R> ApplyResult<R> submit(Callable<R> task);

    @Override
    ApplyResult<?> submit(Runnable command);

    @Override
    <R> ApplyResult<R> submit(Runnable command, R result);

    /** As {@link #execute(Command)}. */
    @Override
    void execute(Runnable command);

    /** Takes no more tasks by this view, and finishes those it has. The pool goes on. Does not block. */
    @Override
    void shutdown();

    /**
     * {@link #shutdown()}, and cancels what came in by this view: what runs is killed. Does not block.
     *
     * @return what certainly never began, in the order in which it came: what {@code execute} and {@code submit} took as a
     *     {@code Runnable} is here by itself; a {@code Callable} as a {@code Runnable} that calls it. Their futures are
     *     cancelled. A task that was sent to a worker may have begun, and is not among these.
     */
    @Override
    List<Runnable> shutdownNow();

    /** {@link #shutdown()}, then waits until all has ended; interrupted, {@link #shutdownNow()}, as {@code ExecutorService} on Java 19. */
    @Override
    void close();

    /** The pool's name and how much came in by this view that has not ended. */
    @Override
    String toString();
}
