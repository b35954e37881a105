package dev.carom.internal.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Kills what is left of the pools when this JVM ends. One hook for all pools: it does not wait for tasks, as a pool that
 * should finish its work is to be closed before.
 */
final class ShutdownHook {
    private static final Set<PoolRuntime> POOLS = ConcurrentHashMap.newKeySet();

    private static @Nullable Thread hook;

    private ShutdownHook() {}

    static synchronized void guard(PoolRuntime pool) {
        if (hook == null) {
            Thread thread = new Thread(ShutdownHook::run, "carom-shutdown");
            try {
                Runtime.getRuntime().addShutdownHook(thread);
            } catch (IllegalStateException e) {
                throw new IllegalStateException("no pool can be made any more: this JVM is shutting down", e);
            }
            hook = thread;
        }
        POOLS.add(pool);
    }

    static void release(PoolRuntime pool) {
        POOLS.remove(pool);
    }

    private static void run() {
        for (PoolRuntime pool : POOLS) {
            try {
                pool.abandon();
            } catch (RuntimeException | Error e) { // the other pools' processes have to go all the same
                Log.LOG.log(System.Logger.Level.ERROR, "a pool could not be taken down at the end of this JVM", e);
            }
        }
    }
}
