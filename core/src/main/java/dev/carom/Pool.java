package dev.carom;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Runs tasks in workers and hands out their results. {@link ProcessPool} is the pool whose workers are processes,
 * {@link ThreadPool} one whose workers are threads.
 *
 * <p>All methods may be called by any thread. Those that block say so. After {@link #shutdown()}, or once the pool is
 * {@linkplain PoolState#BROKEN broken}, every method that takes a task throws
 * {@link dev.carom.error.PoolClosedException}, or what broke the pool. A task that cannot be encoded is refused where it
 * is submitted, with a {@link dev.carom.error.TaskEncodingException}.
 */
public interface Pool extends AutoCloseable {

    // ---- one task

    /**
     * Submits the task with these options and returns its result to come, which also tells how the task failed. Blocks only while
     * it waits for a slot ({@link ProcessPoolBuilder#putLocks}) or for room in the queue ({@link ProcessPoolBuilder#queueLimit}).
     *
     * @throws IllegalArgumentException if the options do not fit a single task, or contradict the pool's
     * @throws dev.carom.error.TaskEncodingException if the task, or what it captures, cannot be encoded
     * @throws dev.carom.error.PayloadTooLargeException if it is larger than {@link ProcessPoolBuilder#maxPayload}
     * @throws dev.carom.error.QueueFullException if the queue is full, with {@link ProcessPoolBuilder.WhenFull#REJECT}
     * @throws dev.carom.error.PoolException what broke the pool, or a {@code PoolClosedException} if it takes no more tasks
     * @throws java.util.concurrent.CancellationException if this thread is interrupted while it waits; its flag is set again
     */
    <R> ApplyResult<R> applyAsync(Task<? extends R, ?> task, TaskOptions<? super R> options);

    /** As {@link #applyAsync(Task, TaskOptions)}, with what the pool's options say. */
    default <R> ApplyResult<R> applyAsync(Task<? extends R, ?> task) {
        return applyAsync(task, TaskOptions.defaults());
    }

    /** As {@link #applyAsync(Task, TaskOptions)}, for a task of one argument; there are forms for up to four. */
    default <A, R> ApplyResult<R> applyAsync(Task.Of1<? super A, ? extends R, ?> task, A a) {
        return applyAsync(Bound.of(task, a), TaskOptions.defaults());
    }

    default <A, B, R> ApplyResult<R> applyAsync(Task.Of2<? super A, ? super B, ? extends R, ?> task, A a, B b) {
        return applyAsync(Bound.of(task, a, b), TaskOptions.defaults());
    }

    default <A, B, C, R> ApplyResult<R> applyAsync(
            Task.Of3<? super A, ? super B, ? super C, ? extends R, ?> task, A a, B b, C c) {
        return applyAsync(Bound.of(task, a, b, c), TaskOptions.defaults());
    }

    default <A, B, C, D, R> ApplyResult<R> applyAsync(
            Task.Of4<? super A, ? super B, ? super C, ? super D, ? extends R, ?> task, A a, B b, C c, D d) {
        return applyAsync(Bound.of(task, a, b, c, d), TaskOptions.defaults());
    }

    /**
     * Runs the task and blocks until it has its result. Throws what {@link #applyAsync(Task, TaskOptions) applyAsync} throws, and
     * what else ended the task.
     *
     * <p>Arrays of primitives that take 64 KiB or more may be sent from where they are, so no other thread may change them until
     * this ends. {@code applyAsync} has copied the task when it returns.
     *
     * @throws X what the task threw, by its own type: its stack in the worker, followed by that of the caller below a line
     *     {@code worker process.called by(this process)}
     * @throws InterruptedException if this thread is interrupted while it waits; the task is cancelled
     * @throws dev.carom.error.TimeLimitExceededException if the task was over its hard limit, or its stall limit
     * @throws dev.carom.error.SoftTimeLimitExceededException if it was over its soft limit, and did not catch that
     * @throws dev.carom.error.WorkerLostException if its worker died: it exited, crashed, was killed or ran out of memory
     * @throws dev.carom.error.ResultEncodingException if its result cannot be encoded
     * @throws dev.carom.error.RemoteTaskException if it threw what cannot be rebuilt here by its own type
     * @throws dev.carom.error.PoolException of another type, if anything else ended it; see {@link dev.carom.error}
     */
    <R, X extends Exception> R apply(Task<R, X> task, TaskOptions<? super R> options) throws X, InterruptedException;

    /** As {@link #apply(Task, TaskOptions)}, with what the pool's options say. */
    default <R, X extends Exception> R apply(Task<R, X> task) throws X, InterruptedException {
        return apply(task, TaskOptions.defaults());
    }

    /** As {@link #apply(Task, TaskOptions)}, for a task of one argument; there are forms for up to four. */
    default <A, R, X extends Exception> R apply(Task.Of1<A, R, X> task, A a) throws X, InterruptedException {
        return apply(Bound.of(task, a), TaskOptions.defaults());
    }

    default <A, B, R, X extends Exception> R apply(Task.Of2<A, B, R, X> task, A a, B b) throws X, InterruptedException {
        return apply(Bound.of(task, a, b), TaskOptions.defaults());
    }

    default <A, B, C, R, X extends Exception> R apply(Task.Of3<A, B, C, R, X> task, A a, B b, C c)
            throws X, InterruptedException {
        return apply(Bound.of(task, a, b, c), TaskOptions.defaults());
    }

    default <A, B, C, D, R, X extends Exception> R apply(Task.Of4<A, B, C, D, R, X> task, A a, B b, C c, D d)
            throws X, InterruptedException {
        return apply(Bound.of(task, a, b, c, d), TaskOptions.defaults());
    }

    // ---- one task without a result

    /** As {@link #applyAsync(Task, TaskOptions)}, for an action: the result to come is null. */
    default ApplyResult<Void> runAsync(Action<?> action, TaskOptions<? super Void> options) {
        return applyAsync(action, options);
    }

    /** As {@link #applyAsync(Task)}, for an action: the result to come is null. */
    default ApplyResult<Void> runAsync(Action<?> action) {
        return applyAsync(action, TaskOptions.defaults());
    }

    /** As {@link #runAsync(Action)}, for an action of one argument; there are forms for up to four. */
    default <A> ApplyResult<Void> runAsync(Action.Of1<? super A, ?> action, A a) {
        return applyAsync(Bound.of(action, a), TaskOptions.defaults());
    }

    default <A, B> ApplyResult<Void> runAsync(Action.Of2<? super A, ? super B, ?> action, A a, B b) {
        return applyAsync(Bound.of(action, a, b), TaskOptions.defaults());
    }

    default <A, B, C> ApplyResult<Void> runAsync(
            Action.Of3<? super A, ? super B, ? super C, ?> action, A a, B b, C c) {
        return applyAsync(Bound.of(action, a, b, c), TaskOptions.defaults());
    }

    default <A, B, C, D> ApplyResult<Void> runAsync(
            Action.Of4<? super A, ? super B, ? super C, ? super D, ?> action, A a, B b, C c, D d) {
        return applyAsync(Bound.of(action, a, b, c, d), TaskOptions.defaults());
    }

    /** As {@link #apply(Task, TaskOptions)}, for an action: waits until it has ended. */
    default <X extends Exception> void run(Action<X> action, TaskOptions<? super Void> options)
            throws X, InterruptedException {
        apply(action, options);
    }

    /** As {@link #apply(Task)}, for an action: waits until it has ended. */
    default <X extends Exception> void run(Action<X> action) throws X, InterruptedException {
        apply(action, TaskOptions.defaults());
    }

    /** As {@link #run(Action)}, for an action of one argument; there are forms for up to four. */
    default <A, X extends Exception> void run(Action.Of1<A, X> action, A a) throws X, InterruptedException {
        apply(Bound.of(action, a), TaskOptions.defaults());
    }

    default <A, B, X extends Exception> void run(Action.Of2<A, B, X> action, A a, B b) throws X, InterruptedException {
        apply(Bound.of(action, a, b), TaskOptions.defaults());
    }

    default <A, B, C, X extends Exception> void run(Action.Of3<A, B, C, X> action, A a, B b, C c)
            throws X, InterruptedException {
        apply(Bound.of(action, a, b, c), TaskOptions.defaults());
    }

    default <A, B, C, D, X extends Exception> void run(Action.Of4<A, B, C, D, X> action, A a, B b, C c, D d)
            throws X, InterruptedException {
        apply(Bound.of(action, a, b, c, d), TaskOptions.defaults());
    }

    // ---- one task over many inputs

    /**
     * Pulls all inputs, submits them in chunks, and returns their results to come. Blocks, and throws, as
     * {@link #applyAsync(Task, TaskOptions) applyAsync} does; then what was submitted is discarded.
     */
    <A, R> MapResult<R> mapAsync(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options);

    /** As {@link #mapAsync(Task.Of1, Iterable, TaskOptions)}, with what the pool's options say. */
    default <A, R> MapResult<R> mapAsync(Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs) {
        return mapAsync(task, inputs, TaskOptions.defaults());
    }

    /**
     * Applies the task to each input and blocks until all results are there, in the order of the inputs.
     *
     * @return an unmodifiable list; numbers may be boxed anew each time that they are asked for
     * @throws X what the task threw for the first input that failed, by its own type, with what others threw as suppressed
     * @throws InterruptedException if this thread is interrupted while it waits; the map is cancelled
     * @throws dev.carom.error.PoolException if anything else ended a chunk, or it could not be submitted: as
     *     {@link #apply(Task, TaskOptions) apply} does
     */
    <A, R, X extends Exception> List<R> map(
            Task.Of1<A, R, X> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options)
            throws X, InterruptedException;

    /** As {@link #map(Task.Of1, Iterable, TaskOptions)}, with what the pool's options say. */
    default <A, R, X extends Exception> List<R> map(Task.Of1<A, R, X> task, Iterable<? extends A> inputs)
            throws X, InterruptedException {
        return map(task, inputs, TaskOptions.defaults());
    }

    /** As {@link #map(Task.Of1, Iterable)}, with so many inputs sent to a worker at a time; see {@link TaskOptions#chunkSize}. */
    default <A, R, X extends Exception> List<R> map(Task.Of1<A, R, X> task, Iterable<? extends A> inputs, int chunkSize)
            throws X, InterruptedException {
        return map(task, inputs, TaskOptions.<Object>defaults().chunkSize(chunkSize));
    }

    /** As {@code map}, for an action: runs it for each input, and waits until all have ended. */
    default <A, X extends Exception> void forEach(Action.Of1<A, X> action, Iterable<? extends A> inputs)
            throws X, InterruptedException {
        map(action, inputs, TaskOptions.defaults());
    }

    default <A, X extends Exception> void forEach(
            Action.Of1<A, X> action, Iterable<? extends A> inputs, TaskOptions<? super List<Void>> options)
            throws X, InterruptedException {
        map(action, inputs, options);
    }

    /** As {@code map}, with each input a tuple of arguments. */
    default <A, B, R, X extends Exception> List<R> starmap(Task.Of2<A, B, R, X> task, Iterable<Args.Two<A, B>> inputs)
            throws X, InterruptedException {
        return map(Bound.star(task), inputs);
    }

    default <A, B, R, X extends Exception> List<R> starmap(
            Task.Of2<A, B, R, X> task, Iterable<Args.Two<A, B>> inputs, int chunkSize) throws X, InterruptedException {
        return map(Bound.star(task), inputs, chunkSize);
    }

    default <A, B, C, R, X extends Exception> List<R> starmap(
            Task.Of3<A, B, C, R, X> task, Iterable<Args.Three<A, B, C>> inputs) throws X, InterruptedException {
        return map(Bound.star(task), inputs);
    }

    default <A, B, C, D, R, X extends Exception> List<R> starmap(
            Task.Of4<A, B, C, D, R, X> task, Iterable<Args.Four<A, B, C, D>> inputs) throws X, InterruptedException {
        return map(Bound.star(task), inputs);
    }

    /** As {@code mapAsync}, with each input a tuple of arguments. */
    default <A, B, R> MapResult<R> starmapAsync(Task.Of2<A, B, R, ?> task, Iterable<Args.Two<A, B>> inputs) {
        return mapAsync(Bound.star(task), inputs);
    }

    default <A, B, R> MapResult<R> starmapAsync(
            Task.Of2<A, B, R, ?> task, Iterable<Args.Two<A, B>> inputs, TaskOptions<? super List<R>> options) {
        return mapAsync(Bound.star(task), inputs, options);
    }

    default <A, B, C, R> MapResult<R> starmapAsync(Task.Of3<A, B, C, R, ?> task, Iterable<Args.Three<A, B, C>> inputs) {
        return mapAsync(Bound.star(task), inputs);
    }

    default <A, B, C, D, R> MapResult<R> starmapAsync(
            Task.Of4<A, B, C, D, R, ?> task, Iterable<Args.Four<A, B, C, D>> inputs) {
        return mapAsync(Bound.star(task), inputs);
    }

    /**
     * Applies the task to each input, lazily, and hands out the results in the order of the inputs. There may be infinitely many
     * inputs. Does not block: {@link ResultIterator#next} does, and throws what the task threw for that input.
     *
     * @throws IllegalArgumentException if the options have callbacks, or contradict the pool's
     * @throws dev.carom.error.TaskEncodingException if the task, or what it captures, cannot be encoded
     * @throws dev.carom.error.PoolException what broke the pool, or a {@code PoolClosedException} if it takes no more tasks
     */
    <A, R> ResultIterator<R> imap(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<?> options);

    /** As {@link #imap(Task.Of1, Iterable, TaskOptions)}, with what the pool's options say. */
    default <A, R> ResultIterator<R> imap(Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs) {
        return imap(task, inputs, TaskOptions.defaults());
    }

    default <A, R> ResultIterator<R> imap(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, int chunkSize) {
        return imap(task, inputs, TaskOptions.defaults().chunkSize(chunkSize));
    }

    /** As {@link #imap(Task.Of1, Iterable, TaskOptions) imap}, with the results in the order in which they come. */
    <A, R> ResultIterator<R> imapUnordered(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<?> options);

    default <A, R> ResultIterator<R> imapUnordered(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs) {
        return imapUnordered(task, inputs, TaskOptions.defaults());
    }

    default <A, R> ResultIterator<R> imapUnordered(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, int chunkSize) {
        return imapUnordered(task, inputs, TaskOptions.defaults().chunkSize(chunkSize));
    }

    // ---- the pool

    /** A new view of this pool, for code that wants an {@code ExecutorService}. */
    PoolExecutor executor();

    /** Where the pool is in its life. Does not block. */
    PoolState state();

    /** Takes no more tasks and finishes those it has. Does not block. Billiard's {@code close}. */
    void shutdown();

    /** Kills all workers and ends every task that has no outcome with a {@code PoolClosedException}. Does not block. */
    void terminate();

    /**
     * Waits until everything has ended.
     *
     * @throws IllegalStateException if neither {@link #shutdown()} nor {@link #terminate()} was called
     */
    void join() throws InterruptedException;

    /**
     * As {@link #join()}, but waits for so long at most.
     *
     * @throws TimeoutException if something has not ended by then; the pool goes on ending
     */
    void join(Duration timeout) throws InterruptedException, TimeoutException;

    /**
     * {@link #shutdown()}, then waits until everything has ended. Interrupted, it terminates the pool, waits on, and sets
     * the interrupt flag again.
     */
    @Override
    void close();

    /** How many tasks can run at a time when all workers serve. */
    int processes();

    /**
     * Adds workers. Does not block.
     *
     * @throws IllegalArgumentException if {@code n} is below 1, or there would be more than 10,000 workers
     */
    void grow(int n);

    /**
     * Takes workers away, those that are idle first; busy ones finish their task. Does not block.
     *
     * @throws IllegalArgumentException if {@code n} is below 1, or fewer than one worker would remain
     */
    void shrink(int n);

    /**
     * Replaces all workers, each after its current task. Does not block.
     *
     * @throws IllegalStateException if the pool was built without {@code allowRestart}
     */
    void restart();

    /** Whether no worker has crashed since the pool was made; see {@link WorkerExit#isCrash}. */
    boolean didStartOk();

    /** What the pool has done so far and has to do, at this instant. Costs tasks nothing. Does not block. */
    PoolStatistics statistics();

    /** The workers as they are now, those that are starting or leaving too. Does not block. */
    List<WorkerInfo> workers();
}
