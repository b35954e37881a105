package dev.carom;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a pool tells about itself. All methods are called on the pool's callback executor, one at a time and in the
 * order in which things happened; what they throw is logged and harms nothing else.
 */
public interface PoolListener {

    /** A worker is ready. The seed's {@code on_process_up}. */
    default void onProcessUp(long pid) {}

    /** A worker has left; {@code exitCode} is -1 where it is not known. The seed's {@code on_process_down}. */
    default void onProcessDown(long pid, int exitCode, WorkerExit reason) {}

    /**
     * A task with a limit was accepted by a worker: its limits run from now; null for one that it does not have, so both
     * are where it has a stall limit only. The seed's {@code on_timeout_set}.
     */
    default void onTimeoutSet(ApplyResult<?> job, @Nullable Duration softTimeout, @Nullable Duration timeout) {}

    /** A task with a limit has ended: its limits no longer run. The seed's {@code on_timeout_cancel}. */
    default void onTimeoutCancel(ApplyResult<?> job) {}

    /**
     * A single task reported {@code value} by {@code TaskContext.progress}; see {@link TaskOptions#progressCallback} for
     * what is dropped. What a chunk of a map reports goes to that callback only.
     */
    default void onProgress(ApplyResult<?> job, Object value) {}

    /** A task has its outcome. The seed's {@code on_job_ready}. */
    default void onJobReady(ApplyResult<?> job) {}

    /** The pool changed its state; {@code reason} is a sentence for people. */
    default void onStateChange(PoolState state, String reason) {}
}
