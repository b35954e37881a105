package dev.carom;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a pool tells about itself: billiard's hooks. All methods are called where callbacks are, on the thread
 * {@code carom-<pool>-callbacks} or by the {@link ProcessPoolBuilder#callbackExecutor}, or in {@code poll} where a host drives the
 * pool; one at a time and in the order in which things happened:
 *
 * <ul>
 *   <li>of a worker: {@link #onProcessUp}, then whatever its tasks have to tell, then {@link #onProcessDown};
 *   <li>of a task: {@link #onTimeoutSet} when it is accepted, {@link #onProgress}, {@link #onTimeoutCancel}, the callbacks of its
 *       {@link TaskOptions}, {@link #onJobReady}. One that is delivered again has its limits set and cancelled each time;
 *   <li>of the pool: {@link #onStateChange} to {@link PoolState#TERMINATED} comes last of all.
 * </ul>
 *
 * <p>What a method throws is logged, an {@code Error} by the thread's uncaught-exception handler; other listeners and the
 * pool go on. One that blocks delays what is told after it, callbacks included, and the end of the pool; results, limits and
 * replacements do not wait for it.
 *
 * <p>Billiard's {@code on_process_exit} runs in the worker: {@link ProcessPoolBuilder#onProcessExit(Task.Of2)}.
 */
public interface PoolListener {

    /** A worker is ready. Billiard's {@code on_process_up}. */
    default void onProcessUp(long pid) {}

    /** A worker has left; {@code exitCode} is -1 where it is not known. Billiard's {@code on_process_down}. */
    default void onProcessDown(long pid, int exitCode, WorkerExit reason) {}

    /**
     * A task with a limit was accepted by a worker: its limits run from now; null for one that it does not have, so both
     * are where it has a stall limit only. Billiard's {@code on_timeout_set}.
     */
    default void onTimeoutSet(ApplyResult<?> job, @Nullable Duration softTimeout, @Nullable Duration timeout) {}

    /** A task with a limit has ended: its limits no longer run. Billiard's {@code on_timeout_cancel}. */
    default void onTimeoutCancel(ApplyResult<?> job) {}

    /**
     * A single task reported {@code value} by {@code TaskContext.progress}; see {@link TaskOptions#progressCallback} for
     * what is dropped. What a chunk of a map reports goes to that callback only.
     */
    default void onProgress(ApplyResult<?> job, Object value) {}

    /** A task has its outcome. Billiard's {@code on_job_ready}. */
    default void onJobReady(ApplyResult<?> job) {}

    /** The pool changed its state; {@code reason} is a sentence for people. */
    default void onStateChange(PoolState state, String reason) {}
}
