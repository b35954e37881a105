package dev.carom.internal.runtime;

import dev.carom.internal.process.WorkerProcess;
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
            Runtime.getRuntime().addShutdownHook(thread); // refuses where the JVM is going down: then no pool is made
            hook = thread;
        }
        POOLS.add(pool);
    }

    static void release(PoolRuntime pool) {
        POOLS.remove(pool);
    }

    private static void run() {
        for (PoolRuntime pool : POOLS) {
            for (WorkerLink link : pool.gate().links()) {
                WorkerProcess process = link.process();
                if (process != null) {
                    process.killTree();
                }
            }
            pool.removeDirectory();
        }
    }
}
