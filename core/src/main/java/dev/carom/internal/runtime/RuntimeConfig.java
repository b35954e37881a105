package dev.carom.internal.runtime;

import dev.carom.LeftoverThreads;
import dev.carom.PoolListener;
import dev.carom.ProcessPoolBuilder;
import dev.carom.SoftTimeout;
import dev.carom.Task;
import dev.carom.codec.Codec;
import dev.carom.internal.codec.InstalledCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime itself needs to know of the pool's options; see {@link ProcessPoolBuilder} for each.
 *
 * @param threads whether the pool serves itself, rather than being driven by a host
 * @param hostWakeUp how a host is called; null where it comes by itself
 * @param timeouts of tasks that have none of their own
 * @param confirmation null where tasks start without one
 * @param listener null where nobody listens
 * @param codec null where the pool has none of its own
 * @param jmx whether JMX tools see the pool
 * @param spin zero for none
 * @param allowedClasses patterns of classes that results may hold; empty for any
 */
public record RuntimeConfig(
        String name,
        boolean threads,
        @Nullable Runnable hostWakeUp,
        Timeouts timeouts,
        SoftTimeout softTimeoutMode,
        LeftoverThreads leftoverThreads,
        boolean allowRestart,
        Admission admission,
        @Nullable Confirmation confirmation,
        boolean reportMemory,
        @Nullable Task<?, ?> initializer,
        Task.@Nullable Of2<Long, Integer, ?, ?> onProcessExit,
        int maxPayload,
        List<String> allowedClasses,
        @Nullable Codec codec,
        boolean jmx,
        Duration spin,
        @Nullable PoolListener listener,
        @Nullable Executor callbackExecutor) {

    /** As the encoders and decoders of the pool need it. */
    @Nullable InstalledCodec installedCodec() {
        return codec == null ? null : new InstalledCodec(codec);
    }

    /**
     * The pool's limits of tasks; null for none.
     *
     * @param enabled whether there may be any, also of a single task
     * @param stall without a report of progress
     */
    public record Timeouts(boolean enabled, @Nullable Duration soft, @Nullable Duration hard, @Nullable Duration stall) {}

    /**
     * What a task waits for before it is taken.
     *
     * @param putLocks whether for a slot, where it does not say
     * @param slots the user's own; null for one for each worker
     * @param queueLimit null for any number of tasks
     */
    public record Admission(boolean putLocks, @Nullable Semaphore slots, @Nullable QueueLimit queueLimit) {}

    /**
     * How a task is confirmed before it starts.
     *
     * @param byHand whether the host does that
     */
    public record Confirmation(boolean byHand, Duration timeout) {}

    /**
     * How much may have no outcome.
     *
     * @param tasks how many beside one for each worker; below 0 for any number
     * @param bytes how many all of them have; 0 for any
     */
    public record QueueLimit(int tasks, long bytes, ProcessPoolBuilder.WhenFull whenFull) {}
}
