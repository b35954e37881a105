package dev.carom;

import dev.carom.internal.runtime.PoolRuntime;
import dev.carom.internal.runtime.Submitter;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/** A pool on this machine: what is the same whatever its workers are. */
abstract class LocalPool implements Pool {
    final PoolRuntime runtime;
    private final Submitter tasks;

    LocalPool(PoolRuntime runtime, Cleaner forgotten) {
        this.runtime = runtime;
        this.tasks = runtime.submitter();
        forgotten.register(this, runtime::forgotten);
    }

    /** The inputs of an iteration, which needs the pool as long as it pulls. */
    private record Held<A>(Iterable<? extends A> inputs, LocalPool pool) implements Iterable<A> {
        Held {
            Objects.requireNonNull(inputs, "inputs");
        }

        @Override
        @SuppressWarnings("unchecked") // an iterator only gives
        public Iterator<A> iterator() {
            return (Iterator<A>) inputs.iterator();
        }
    }

    @Override
    public final <R> ApplyResult<R> applyAsync(Task<? extends R, ?> task, TaskOptions<? super R> options) {
        try {
            return tasks.applyAsync(task, options);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public final <R, X extends Exception> R apply(Task<R, X> task, TaskOptions<? super R> options)
            throws X, InterruptedException {
        try {
            return tasks.apply(task, options);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public final <A, R> MapResult<R> mapAsync(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options) {
        try {
            return tasks.mapAsync(task, inputs, options);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public final <A, R, X extends Exception> List<R> map(
            Task.Of1<A, R, X> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options)
            throws X, InterruptedException {
        try {
            return tasks.map(task, inputs, options);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public final <A, R> ResultIterator<R> imap(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<?> options) {
        return tasks.imap(task, new Held<A>(inputs, this), options, true);
    }

    @Override
    public final <A, R> ResultIterator<R> imapUnordered(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<?> options) {
        return tasks.imap(task, new Held<A>(inputs, this), options, false);
    }

    @Override
    public final PoolExecutor executor() {
        return runtime.executor(this);
    }

    @Override
    public final PoolState state() {
        return runtime.state();
    }

    @Override
    public final void shutdown() {
        runtime.shutdown();
    }

    @Override
    public final void terminate() {
        runtime.terminate();
    }

    @Override
    public final void join() throws InterruptedException {
        runtime.join();
    }

    @Override
    public final void join(Duration timeout) throws InterruptedException, TimeoutException {
        runtime.join(timeout);
    }

    @Override
    public final void close() {
        runtime.close();
    }

    @Override
    public final int processes() {
        return runtime.processes();
    }

    @Override
    public final void grow(int n) {
        runtime.grow(n);
    }

    @Override
    public final void shrink(int n) {
        runtime.shrink(n);
    }

    @Override
    public final void restart() {
        runtime.restart();
    }

    @Override
    public final boolean didStartOk() {
        return runtime.didStartOk();
    }

    @Override
    public final PoolStatistics statistics() {
        return runtime.statistics();
    }

    @Override
    public final List<WorkerInfo> workers() {
        return runtime.workers();
    }

    /** Name, state, and how much is to be done. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + runtime + "]";
    }
}
