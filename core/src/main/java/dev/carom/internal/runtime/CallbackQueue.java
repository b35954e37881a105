package dev.carom.internal.runtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks one at a time in the order in which they came: on a daemon thread of its own that is started when first
 * needed, on the user's executor, or on whichever thread {@linkplain #runPending() drives} the pool.
 *
 * <p>A callback that throws ends up at the uncaught-exception handler of the thread that ran it; the next ones run all
 * the same.
 */
final class CallbackQueue implements Executor {
    private final String threadName;
    private final @Nullable Executor executor;
    private final boolean driven;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The rest is guarded by the lock. */
    private final Queue<Runnable> queue = new ArrayDeque<>();

    private @Nullable Thread runner;
    private boolean running;
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

    @Override
    public void execute(Runnable callback) {
        boolean start = false;
        lock.lock();
        try {
            queue.add(callback);
            changed.signalAll();
            if (!running && !driven) {
                running = true;
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
            executor.execute(this::drain);
            return;
        }
        Thread thread = new Thread(this::serve, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs what is there on the calling thread; returns whether there was anything. */
    boolean runPending() {
        boolean any = false;
        for (Runnable next = next(); next != null; next = next()) {
            any = true;
            run(next);
        }
        return any;
    }

    /** Whether the calling thread is running a callback now. */
    boolean isCurrent() {
        lock.lock();
        try {
            return runner == Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that came before has run; at once where a callback itself asks. */
    void awaitQuiet() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!driven && runner != Thread.currentThread() && (runner != null || !queue.isEmpty())) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the thread end when all has run. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        while (awaitWork()) {
            runPending();
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

    private void drain() {
        do {
            runPending();
        } while (!endDrain());
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
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
