package dev.carom;

import dev.carom.internal.runtime.PoolRuntime;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A pool whose workers are child JVMs on this machine. Code in them may hang, leak, crash or exit: it harms its own
 * worker and no more.
 *
 * <pre>{@code
 * try (ProcessPool pool = ProcessPool.builder().processes(4).timeout(Duration.ofSeconds(30)).build()) {
 *     List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3));
 * }
 * }</pre>
 */
public final class ProcessPool implements Pool {
    private static final Cleaner CLEANER = Cleaner.create();

    private final PoolRuntime runtime;

    ProcessPool(PoolRuntime runtime) {
        this.runtime = runtime;
        CLEANER.register(this, runtime::forgotten);
    }

    /** The inputs of an iteration, which needs the pool as long as it pulls. */
    private record Held<A>(Iterable<? extends A> inputs, ProcessPool pool) implements Iterable<A> {
        Held {
            Objects.requireNonNull(inputs, "inputs");
        }

        @Override
        @SuppressWarnings("unchecked") // an iterator only gives
        public Iterator<A> iterator() {
            return (Iterator<A>) inputs.iterator();
        }
    }

    /** A builder with the defaults. */
    public static ProcessPoolBuilder builder() {
        return new ProcessPoolBuilder();
    }

    /** A pool of so many workers, with the defaults. */
    public static ProcessPool of(int processes) {
        return builder().processes(processes).build();
    }

    /** How many processors this JVM may use, at least 1: the default for {@code processes}. */
    public static int cpuCount() {
        return Math.max(1, Runtime.getRuntime().availableProcessors());
    }

    @Override
    public <R> ApplyResult<R> applyAsync(Task<? extends R, ?> task, TaskOptions<? super R> options) {
        try {
            return runtime.applyAsync(task, options);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public <R, X extends Exception> R apply(Task<R, X> task, TaskOptions<? super R> options)
            throws X, InterruptedException {
        try {
            return runtime.apply(task, options);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public <A, R> MapResult<R> mapAsync(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options) {
        try {
            return runtime.mapAsync(task, inputs, options);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public <A, R, X extends Exception> List<R> map(
            Task.Of1<A, R, X> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options)
            throws X, InterruptedException {
        try {
            return runtime.map(task, inputs, options);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public <A, R> ResultIterator<R> imap(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<?> options) {
        return runtime.imap(task, new Held<A>(inputs, this), options, true);
    }

    @Override
    public <A, R> ResultIterator<R> imapUnordered(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<?> options) {
        return runtime.imap(task, new Held<A>(inputs, this), options, false);
    }

    @Override
    public PoolState state() {
        return runtime.state();
    }

    @Override
    public void shutdown() {
        runtime.shutdown();
    }

    @Override
    public void terminate() {
        runtime.terminate();
    }

    @Override
    public void join() throws InterruptedException {
        runtime.join();
    }

    @Override
    public void join(Duration timeout) throws InterruptedException, TimeoutException {
        runtime.join(timeout);
    }

    @Override
    public void close() {
        runtime.close();
    }

    @Override
    public int processes() {
        return runtime.processes();
    }

    @Override
    public void grow(int n) {
        runtime.grow(n);
    }

    @Override
    public void shrink(int n) {
        runtime.shrink(n);
    }

    @Override
    public void restart() {
        runtime.restart();
    }

    @Override
    public boolean didStartOk() {
        return runtime.didStartOk();
    }

    /** The workers as they are now, those that are starting or leaving too. Does not block. */
    public List<WorkerInfo> workers() {
        return runtime.workers();
    }

    /** The processes of the workers that are alive now. Does not block. */
    public List<ProcessHandle> processHandles() {
        List<ProcessHandle> handles = new ArrayList<>();
        for (WorkerInfo worker : workers()) {
            ProcessHandle.of(worker.pid()).filter(ProcessHandle::isAlive).ifPresent(handles::add);
        }
        return List.copyOf(handles);
    }

    /** For each worker that is alive now, a future that completes when its process exits. The seed's {@code process_sentinels}. */
    public List<CompletableFuture<ProcessHandle>> processSentinels() {
        return processHandles().stream().map(ProcessHandle::onExit).toList();
    }

    /**
     * Sends the signal to the worker with this process id; what it runs ends as
     * {@link dev.carom.error.TerminatedException}, and a new worker takes its place. Does nothing if there is no such
     * worker. Does not block.
     *
     * @param signal the signal's number, 1 to 64
     */
    public void terminateJob(long pid, int signal) {
        runtime.terminateJob(pid, signal);
    }

    /** As {@link #terminateJob(long, int)} with SIGTERM, 15. */
    public void terminateJob(long pid) {
        terminateJob(pid, 15);
    }

    // ---- for a host that drives the pool: threads(false)

    /**
     * Serves the pool on this thread: waits so long at most for something to happen, and carries out what has. Callbacks
     * run here.
     *
     * @return whether something happened
     * @throws IllegalStateException if the pool has threads of its own
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        return runtime.poll(timeout);
    }

    /**
     * The channels to the workers that a host may register with a selector of its own, for reading: when one is readable,
     * it calls {@link #handleResultEvent}.
     *
     * @throws IllegalStateException if the pool has threads of its own
     */
    public List<SelectableChannel> channels() {
        return runtime.channels();
    }

    /** Handles what has come on this channel, without blocking. The seed's {@code handle_result_event}. */
    public void handleResultEvent(SelectableChannel channel) {
        runtime.handleResultEvent(channel);
    }

    /** Handles what is due and replaces workers that have left, without blocking. The seed's {@code maintain_pool}. */
    public void maintainPool() {
        runtime.maintainPool();
    }

    /** Confirms, or refuses, that an accepted task starts; only with {@code synack}. The seed's {@code send_ack}. */
    public void sendAck(ApplyResult<?> job, boolean start) {
        runtime.sendAck(job, start);
    }
}
