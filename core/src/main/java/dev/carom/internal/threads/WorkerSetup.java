package dev.carom.internal.threads;

import dev.carom.internal.codec.InstalledCodec;
import dev.carom.internal.context.Carriers;
import org.jspecify.annotations.Nullable;

/**
 * What all workers of a pool are told.
 *
 * @param pool its name
 * @param loader what tasks find as the context class loader
 * @param maxPayload of a task or result, in bytes
 * @param confirmNanos how long a confirmation is waited for; 0 where none is needed
 * @param raises whether a task that the interrupt of its soft limit ends is to end as if that had been raised
 * @param carriers those of the pool; null where tasks have no context
 * @param codec that of the pool; null where it has none
 * @param initializer an encoded task; empty for none
 * @param exitHook an encoded task; empty for none
 */
public record WorkerSetup(
        String pool,
        @Nullable ClassLoader loader,
        int maxPayload,
        long confirmNanos,
        boolean raises,
        @Nullable Carriers carriers,
        @Nullable InstalledCodec codec,
        byte[] initializer,
        byte[] exitHook) {}
