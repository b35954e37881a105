package dev.carom.internal.runtime;

import java.lang.System.Logger.Level;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The end of a pool: begins when the engine says so, and is over when all that the pool held is given back. */
final class Ending {
    /** {@code BEGUN} where no thread could be started for it: then whoever waits does it. */
    private enum Stage { AHEAD, BEGUN, UNDERWAY, OVER }

    private final Runnable dismantle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Stage stage = Stage.AHEAD;

    Ending(Runnable dismantle) {
        this.dismantle = dismantle;
    }

    void begin(String pool) {
        Thread thread = new Thread(this::run, "carom-" + pool + "-ending");
        thread.setDaemon(true);
        move(Stage.UNDERWAY);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            Log.LOG.log(Level.WARNING, "pool=" + pool + ": no thread can be started to take it down; join() does", e);
            move(Stage.BEGUN);
        }
    }

    boolean isOver() {
        return stage == Stage.OVER;
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
            if (stage == Stage.OVER) {
                return true;
            }
            stage = Stage.UNDERWAY;
        } finally {
            lock.unlock();
        }
        run();
        return true;
    }

    private void run() {
        try {
            dismantle.run();
        } finally {
            move(Stage.OVER);
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
