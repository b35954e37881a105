package dev.carom.internal.runtime;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes down what is left of the pools when this JVM ends. One hook for all pools.
 *
 * <p>All hooks of a JVM run at the same time, and a program may well close its pools in one of its own, to finish what runs.
 * So a pool is left to whoever closes and awaits it, for as long as he does; a pool with work that nobody has begun to
 * close within {@value #GRACE} ms, and one without work, is terminated. The time is counted in looks: where the machine lets
 * nobody here run for a while, that counts as one of them.
 */
final class ShutdownHook {
    private static final int GRACE = 500;
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
        int looks = (int) (TimeUnit.MILLISECONDS.toNanos(GRACE) / PoolRuntime.LOOK_AGAIN);
        for (PoolRuntime pool : POOLS) {
            try {
                looks = pool.leaveToItsClosers(looks);
                pool.abandon();
            } catch (InterruptedException | RuntimeException | Error e) { // the other pools have to go all the same
                Log.LOG.log(Level.ERROR, "a pool could not be taken down at the end of this JVM", e);
            }
        }
    }
}
