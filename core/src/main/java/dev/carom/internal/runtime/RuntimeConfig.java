package dev.carom.internal.runtime;

import dev.carom.LeftoverThreads;
import dev.carom.PoolListener;
import dev.carom.ProcessPoolBuilder;
import dev.carom.SoftTimeout;
import dev.carom.Task;
import dev.carom.codec.Codec;
import dev.carom.internal.wire.InstalledCodec;
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
 * @param softTimeout the pool's soft limit; null for none
 * @param timeout the pool's hard limit; null for none
 * @param stallTimeout the pool's limit without a report of progress; null for none
 * @param slots the user's own; null for none, or for those of {@code putLocks}
 * @param queueLimit null for any number of tasks
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
        boolean enableTimeouts,
        @Nullable Duration softTimeout,
        @Nullable Duration timeout,
        @Nullable Duration stallTimeout,
        SoftTimeout softTimeoutMode,
        LeftoverThreads leftoverThreads,
        boolean allowRestart,
        boolean putLocks,
        @Nullable Semaphore slots,
        @Nullable QueueLimit queueLimit,
        boolean synack,
        boolean confirmByHand,
        Duration confirmTimeout,
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
     * How much may have no outcome.
     *
     * @param tasks how many beside one for each worker; below 0 for any number
     * @param bytes how many all of them have; 0 for any
     */
    public record QueueLimit(int tasks, long bytes, ProcessPoolBuilder.WhenFull whenFull) {}
}
