package dev.carom.internal.runtime;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The end of a pool: begins when the engine says so, and is over when each of its parts was taken down. */
final class Ending {
    /** {@code BEGUN} where no thread could be started for it: then whoever waits does it. */
    private enum Stage { AHEAD, BEGUN, UNDERWAY, OVER }

    /** Takes down one part of the pool; may be asked again after it was interrupted. */
    interface Step {
        void run() throws InterruptedException;
    }

    private final String pool;
    private final List<Step> steps;
    private final @Nullable Executor thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Stage stage = Stage.AHEAD;
    private volatile @Nullable Thread own;

    /**
     * @param steps in their order
     * @param thread that carries them out, and ends then; null for one of its own
     */
    Ending(String pool, List<Step> steps, @Nullable Executor thread) {
        this.thread = thread;
        this.pool = pool;
        this.steps = steps;
    }

    /** On another thread, as the threads to be waited for may be the ones that saw the end. */
    void begin() {
        move(Stage.UNDERWAY);
        try {
            if (thread != null) {
                thread.execute(() -> {
                    own = Thread.currentThread();
                    run();
                });
                return;
            }
            Thread started = new Thread(this::run, "carom-" + pool + "-ending");
            started.setDaemon(true);
            own = started;
            started.start();
        } catch (OutOfMemoryError e) {
            Log.LOG.log(Level.WARNING, "pool=" + pool + ": no thread can be started to take it down; join() does", e);
            move(Stage.BEGUN);
        }
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Whether it is over, or for whoever {@linkplain #await waits} to carry out. */
    boolean needsNoDriver() {
        return stage == Stage.OVER || stage == Stage.BEGUN;
    }

    /** Waits for so long at most; returns whether it is over. */
    boolean await(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (stage == Stage.AHEAD || stage == Stage.UNDERWAY) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            if (stage == Stage.BEGUN) {
                stage = Stage.UNDERWAY;
                own = null;
            }
        } finally {
            lock.unlock();
        }
        if (stage == Stage.OVER) {
            awaitOwnThread();
        } else {
            run();
        }
        return true;
    }

    /** The one that has taken all down has nothing more to do: a server that counts threads is not to see it. */
    private void awaitOwnThread() throws InterruptedException {
        Thread thread = own;
        if (thread != null && thread != Thread.currentThread()) {
            thread.join();
        }
    }

    /** On this thread; whatever could not be taken down, the other parts are. */
    void run() {
        boolean interrupted = false;
        for (Step step : steps) {
            interrupted |= carryOut(step);
        }
        Log.LOG.log(Level.DEBUG, "pool={0} ended", pool);
        move(Stage.OVER);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the thread was interrupted: then it begins again, as what is not taken down is left for ever. */
    private boolean carryOut(Step step) {
        boolean interrupted = false;
        while (true) {
            try {
                step.run();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (RuntimeException | Error e) {
                Log.LOG.log(Level.ERROR, "pool=" + pool + ": a part could not be taken down", e);
                return interrupted;
            }
        }
    }

    private void move(Stage next) {
        lock.lock();
        try {
            stage = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
