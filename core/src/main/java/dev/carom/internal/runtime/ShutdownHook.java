package dev.carom.internal.runtime;

import dev.carom.internal.process.PoolDirectory;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes down what is left of the pools when this JVM ends, those that are being made, too. One hook for all pools, which
 * is there while any of them is: it holds the class loader that Carom is from, as that of a web application.
 *
 * <p>All hooks of a JVM run at the same time, and a program may well close its pools in one of its own, to finish what runs.
 * So a pool is left to whoever closes and awaits it, for as long as he does; a pool with work that nobody has begun to
 * close within {@value #GRACE} ms, and one without work, is terminated. The time is counted in looks: where the machine lets
 * nobody here run for a while, that counts as one of them.
 */
final class ShutdownHook {
    private static final int GRACE = 500;
    private static final String REFUSAL = "no pool can be made any more: this JVM is shutting down";
    private static final Set<PoolRuntime> POOLS = ConcurrentHashMap.newKeySet();

    private static @Nullable Thread hook;
    private static int beingMade;

    /** Whether this JVM ends. Written with the lock of this class. */
    private static volatile boolean begun;

    private ShutdownHook() {}

    /**
     * From here on, until {@link #made}, the end of this JVM takes away the directory of a pool that is not guarded yet.
     *
     * @throws IllegalStateException if it has begun
     */
    static synchronized void install() {
        add();
        beingMade++;
    }

    /** A pool is guarded from here on, or there will be none. */
    static synchronized void made() {
        beingMade--;
        removeIfIdle();
    }

    /** @throws IllegalStateException if this JVM ends, and so nobody would take down that pool */
    static synchronized void guard(PoolRuntime pool) {
        add();
        POOLS.add(pool);
    }

    /**
     * @param cause what has become of a pool that was being made; null: nothing yet
     * @throws IllegalStateException if this JVM ends, which then is the reason of that
     */
    static void requireNotBegun(@Nullable Throwable cause) {
        if (begun) {
            throw new IllegalStateException(REFUSAL, cause);
        }
    }

    static synchronized void release(PoolRuntime pool) {
        POOLS.remove(pool);
        removeIfIdle();
    }

    private static void add() {
        requireNotBegun(null);
        if (hook == null) {
            Thread thread = new Thread(ShutdownHook::run, "carom-shutdown");
            thread.setContextClassLoader(ShutdownHook.class.getClassLoader()); // not that of whoever makes the first pool
            try {
                Runtime.getRuntime().addShutdownHook(thread);
            } catch (IllegalStateException e) {
                throw new IllegalStateException(REFUSAL, e);
            }
            hook = thread;
        }
    }

    private static void removeIfIdle() {
        if (hook != null && POOLS.isEmpty() && beingMade == 0 && !begun) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
                hook = null;
            } catch (IllegalStateException e) {
                Log.LOG.log(Level.DEBUG, "this JVM ends just now", e);
            }
        }
    }

    private static synchronized void begin() {
        begun = true;
    }

    private static void run() {
        begin(); // which pools there are is certain from here on
        int looks = (int) (TimeUnit.MILLISECONDS.toNanos(GRACE) / PoolRuntime.LOOK_AGAIN);
        for (PoolRuntime pool : POOLS) {
            try {
                looks = pool.leaveToItsClosers(looks);
                pool.abandon();
            } catch (InterruptedException | RuntimeException | Error e) { // the other pools have to go all the same
                Log.LOG.log(Level.ERROR, "a pool could not be taken down at the end of this JVM", e);
            }
        }
        PoolDirectory.closeAll();
        try {
            Log.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends here
        }
    }
}
