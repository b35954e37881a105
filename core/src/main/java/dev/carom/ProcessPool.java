package dev.carom;

import dev.carom.internal.runtime.PoolRuntime;
import java.lang.ref.Cleaner;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
public final class ProcessPool extends LocalPool {
    ProcessPool(PoolRuntime runtime, Cleaner forgotten) {
        super(runtime, forgotten);
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

    /** The processes of the workers that are alive now. Does not block. */
    public List<ProcessHandle> processHandles() {
        List<ProcessHandle> handles = new ArrayList<>();
        for (WorkerInfo worker : workers()) {
            ProcessHandle.of(worker.pid()).filter(ProcessHandle::isAlive).ifPresent(handles::add);
        }
        return List.copyOf(handles);
    }

    /**
     * For each worker that is alive now, a future that completes when its process exits. Does not block. Billiard's
     * {@code process_sentinels}.
     */
    public List<CompletableFuture<ProcessHandle>> processSentinels() {
        return processHandles().stream().map(ProcessHandle::onExit).toList();
    }

    /**
     * Sends the signal to the worker with this process id; what it has accepted ends as
     * {@link dev.carom.error.TerminatedException}, and a new worker takes its place. Does nothing if there is no such
     * worker. Does not block.
     *
     * @param signal the signal's number, 1 to 64
     * @throws IllegalArgumentException if it is another
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
     * Serves the pool on this thread: waits so long at most for something to happen, and carries out what has; zero does not
     * wait. Callbacks run here.
     *
     * @return whether something happened
     * @throws IllegalStateException if the pool has threads of its own
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        return runtime.poll(timeout);
    }

    /**
     * The channels of the pool that a host may register with a selector of its own: those that workers connect to, for
     * accepting ({@link java.nio.channels.ServerSocketChannel}), the others for reading. When one is ready, it calls
     * {@link #handleResultEvent}. They change as workers come and go: the host looks again when it was
     * {@linkplain ProcessPoolBuilder#hostWakeUp called}. It must neither read nor write them, nor close them.
     *
     * @throws IllegalStateException if the pool has threads of its own
     */
    public List<SelectableChannel> channels() {
        return runtime.channels();
    }

    /**
     * Handles what has come on this channel, without blocking. Callbacks run here. Billiard's {@code handle_result_event}.
     *
     * @return whether more may come; if not, the host cancels its key
     * @throws IllegalStateException if the pool has threads of its own
     */
    public boolean handleResultEvent(SelectableChannel channel) {
        return runtime.handleResultEvent(channel);
    }

    /**
     * Handles all that is due, without blocking: limits that have passed, workers to be replaced, what has come on any
     * channel. Callbacks run here. Billiard's {@code maintain_pool}.
     *
     * @return in what time the host calls this again at the latest, one hour at most; sooner where it is {@linkplain
     *     ProcessPoolBuilder#hostWakeUp called}
     */
    public Duration maintainPool() {
        return runtime.maintainPool();
    }

    /**
     * Confirms that an accepted task starts, or refuses it: then it ends with a {@link dev.carom.error.RefusedTaskException},
     * and never runs. Does nothing unless the task waits to be confirmed. Does not block. Billiard's {@code send_ack}.
     *
     * @param job a result of {@code applyAsync}, once it {@linkplain ApplyResult#accepted is accepted}
     * @throws IllegalStateException if the pool was built without {@code synack}
     */
    public void sendAck(ApplyResult<?> job, boolean start) {
        runtime.sendAck(job, start);
    }
}
