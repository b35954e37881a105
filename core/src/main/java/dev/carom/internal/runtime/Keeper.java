package dev.carom.internal.runtime;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this JVM from ending by itself while tasks and their callbacks are under way, although all other threads of the
 * pool are daemons: a program that ends without closing its pool still gets what it submitted done, and does not hang after
 * that.
 *
 * <p>It is a thread that is not a daemon, started with the first task and gone {@value #LINGER} ms after the last one.
 */
final class Keeper {
    private static final long LINGER = 200;

    private final String threadName;
    private final EngineGate gate;
    private final CallbackQueue callbacks;
    private volatile @Nullable Thread thread;
    private final AtomicBoolean keeping = new AtomicBoolean();

    Keeper(String pool, EngineGate gate, CallbackQueue callbacks) {
        this.threadName = "carom-" + pool + "-keeper";
        this.gate = gate;
        this.callbacks = callbacks;
    }

    /** A task was submitted. */
    void submitted() {
        if (!keeping.get() && keeping.compareAndSet(false, true)) {
            start();
        }
    }

    private void start() {
        try {
            Thread started = new Thread(this::keep, threadName);
            started.setDaemon(false); // whatever the thread that submits is
            thread = started;
            started.start();
        } catch (OutOfMemoryError e) {
            keeping.set(false);
            Log.LOG.log(Level.WARNING, threadName + ": no thread can be started, so this JVM may end before its tasks", e);
        }
    }

    /** There will be no more tasks: the thread need not linger. Waits for its end, unless a callback keeps it. */
    void close() throws InterruptedException {
        Thread started = thread;
        LockSupport.unpark(started);
        while (started != null && started.isAlive() && !isNeeded()) {
            started.join(1);
        }
    }

    private void keep() {
        do {
            do {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(LINGER));
            } while (isNeeded());
            keeping.set(false);
            // A task that was submitted before that, and saw this thread, is seen here.
        } while (isNeeded() && keeping.compareAndSet(false, true));
    }

    /** A callback belongs to its task, and may submit the next one. */
    private boolean isNeeded() {
        return gate.unfinished() > 0 || callbacks.isBusy();
    }
}
