package dev.carom.internal.runtime;

import dev.carom.internal.engine.SteadyDeque;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks one at a time in the order in which they came: on a daemon thread of its own that is started when first
 * needed, on the user's executor, or on whichever thread {@linkplain #runPending() drives} the pool. Where the executor
 * refuses, the own thread runs them; where there is no thread to be had, or the executor ended before it ran them, whoever waits
 * for them does.
 *
 * <p>A callback that throws ends up at the uncaught-exception handler of the thread that ran it; the next ones run all
 * the same.
 */
final class CallbackQueue implements Executor {
    /** How soon one that waits for callbacks notices that the executor has ended without them. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    private final String threadName;
    private final @Nullable Executor executor;
    private final boolean driven;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The rest is guarded by the lock. */
    private final Queue<Runnable> queue = new SteadyDeque<>();

    /** The thread that is running a callback. */
    private @Nullable Thread runner;

    /** The pool's own, that was started last. */
    private volatile @Nullable Thread thread;

    /** Whether some thread runs what comes, or was asked to. */
    private boolean running;

    /** Whether the executor is asked, or has taken it upon itself, and has not begun. */
    private boolean handedOver;

    /** Whether it is being asked: it may refuse, and whoever asked sees to that. */
    private boolean asked;

    private boolean refused;
    private boolean closed;

    /**
     * @param executor null for a thread of its own, or where {@code driven}
     * @param driven whether somebody calls {@link #runPending()}
     */
    CallbackQueue(String threadName, @Nullable Executor executor, boolean driven) {
        this.threadName = threadName;
        this.executor = executor;
        this.driven = driven && executor == null;
    }

    /** Throws nothing, whatever becomes of the callback: who hands it in has other things to do. */
    @Override
    public void execute(Runnable callback) {
        boolean start = false;
        lock.lock();
        try {
            queue.add(callback);
            changed.signalAll();
            if (!driven && (!running || isDropped())) {
                running = true;
                handedOver = executor != null;
                asked = handedOver;
                start = true;
            }
        } finally {
            lock.unlock();
        }
        if (start) {
            start();
        }
    }

    private void start() {
        if (executor != null) {
            try {
                executor.execute(this::drainHandedOver);
                answered(true);
                return;
            } catch (RuntimeException | Error e) {
                refused(e);
            }
        }
        try {
            Thread started = new Thread(executor == null ? this::serve : this::drain, threadName);
            started.setDaemon(true);
            thread = started;
            started.start();
        } catch (OutOfMemoryError e) {
            stopRunning();
            Log.LOG.log(Level.ERROR, threadName + ": no thread can be started; callbacks wait until one can", e);
        }
    }

    /** The executor was asked, and has taken it, or not. It may have begun by now. */
    private void answered(boolean taken) {
        lock.lock();
        try {
            asked = false;
            handedOver &= taken;
        } finally {
            lock.unlock();
        }
    }

    private void refused(Throwable how) {
        answered(false);
        lock.lock();
        try {
            if (refused) {
                return;
            }
            refused = true;
        } finally {
            lock.unlock();
        }
        Log.LOG.log(Level.WARNING, threadName + ": callbackExecutor refuses callbacks; a thread of the pool runs them", how);
    }

    /**
     * Runs what is there on the calling thread; returns whether there was anything. An interrupt that a callback leaves is not
     * for the next one, but for whoever owns the thread.
     */
    boolean runPending() {
        boolean any = false;
        boolean interrupted = false;
        for (Runnable next = next(); next != null; next = next()) {
            any = true;
            run(next);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return any;
    }

    /** Whether this thread runs a callback. */
    boolean isRunBy(Thread thread) {
        lock.lock();
        try {
            return runner == thread;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the executor has ended, by its {@code shutdownNow}, before it began: then what it was handed never runs there. */
    private boolean isDropped() {
        return handedOver && !asked && executor instanceof ExecutorService service && service.isTerminated();
    }

    /** Whether a callback runs, or waits to be run by a thread of its own or of the executor's. */
    boolean isBusy() {
        lock.lock();
        try {
            return !driven && (runner != null || !queue.isEmpty() && !isDropped());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all that came before has run, for so long at most; returns whether it has. At once where a callback
     * itself asks.
     */
    boolean awaitQuiet(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!driven && runner != Thread.currentThread() && (runner != null || !queue.isEmpty())) {
                if (!running || isDropped()) {
                    running = true;
                    handedOver = false;
                    break;
                }
                if (left <= 0) {
                    return false;
                }
                long wait = handedOver ? Math.min(left, LOOK_AGAIN) : left;
                left -= wait - changed.awaitNanos(wait);
            }
            if (driven || runner != null || queue.isEmpty()) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        drain();
        return true;
    }

    /** Lets the thread end when all has run, and waits for that where all has. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread started = thread;
        while (started != null && started.isAlive() && !isBusy()) {
            started.join(1);
        }
    }

    private void serve() {
        try {
            while (awaitWork()) {
                runPending();
                Thread.interrupted(); // the thread is the pool's, which needs no interrupt
            }
        } catch (Error e) { // no memory even to wait: the next callback has another thread, or whoever waits for it runs it
            stopRunning();
            throw e;
        }
    }

    /** Waits for a callback; false once closed and empty, when the thread ends. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            running = !queue.isEmpty();
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void drainHandedOver() {
        lock.lock();
        try {
            if (!handedOver) {
                return; // another thread does it, as the executor had ended: this was kept by who ended it
            }
            handedOver = false;
        } finally {
            lock.unlock();
        }
        drain();
    }

    private void drain() {
        boolean interrupted = false;
        do {
            runPending();
            interrupted |= Thread.interrupted();
        } while (!endDrain());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends unless something came meanwhile. */
    private boolean endDrain() {
        lock.lock();
        try {
            running = !queue.isEmpty();
            return !running;
        } finally {
            lock.unlock();
        }
    }

    private void stopRunning() {
        lock.lock();
        try {
            running = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable next = queue.poll();
            runner = next == null ? null : Thread.currentThread();
            if (next == null) {
                changed.signalAll();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private static void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) { // user code may throw any; whoever set a handler hears of it, and the queue goes on
            tellHandler(e);
        }
    }

    private static void tellHandler(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable ignored) {
            // What a handler throws is for nobody, as where a thread ends by it.
        }
    }
}
