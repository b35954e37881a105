package dev.carom.internal.runtime;

import dev.carom.internal.engine.Event;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Who serves the I/O: a thread of the pool's own, or the threads of a host, one at a time.
 */
final class Driver {
    /** How long a thread waits for its turn to drive before it looks again whether it still needs one. */
    private static final long TURN = 1_000_000;

    private final String pool;
    private final boolean threads;
    private final IoLoop io;
    private final EngineGate gate;
    private final CallbackQueue callbacks;
    private final ReentrantLock turn = new ReentrantLock();
    private final Thread thread;
    private volatile boolean stopped;

    Driver(String pool, boolean threads, IoLoop io, EngineGate gate, CallbackQueue callbacks) {
        this.pool = pool;
        this.threads = threads;
        this.io = io;
        this.gate = gate;
        this.callbacks = callbacks;
        this.thread = new Thread(this::serve, "carom-" + pool + "-io");
        thread.setDaemon(true);
    }

    void start() {
        if (threads) {
            thread.start();
        }
    }

    /** Ends the thread, and waits for that. */
    void close() throws InterruptedException {
        stopped = true;
        io.wakeUp();
        if (threads) {
            thread.join();
        }
    }

    private void serve() {
        while (!stopped) {
            try {
                io.serve(Long.MAX_VALUE);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    /** A bug of the pool: nothing it says can be trusted any more, so that everything ends, with an outcome. */
    private void failed(Throwable bug) {
        Log.LOG.log(Level.ERROR, "pool=" + pool + ": the I/O thread failed; the pool is terminated", bug);
        gate.post(new Event.TerminatePool());
    }

    // ---- by a host

    void requireDriven() {
        if (threads) {
            throw new IllegalStateException("pool " + pool + " has threads of its own; build it with threads(false)");
        }
    }

    boolean poll(long nanos) throws InterruptedException {
        requireDriven();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!turn.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            boolean any = callbacks.runPending();
            any |= io.serve(any ? 0 : nanos);
            return callbacks.runPending() || any;
        } finally {
            turn.unlock();
        }
    }

    /** Something came to its end. The thread that drives may wait for just that, and was not told by what it reads. */
    void callersTold() {
        if (!threads && !turn.isHeldByCurrentThread()) {
            io.wakeUp();
        }
    }

    void handle(SelectableChannel channel) {
        turn.lock();
        try {
            io.handle(channel);
            callbacks.runPending();
        } finally {
            turn.unlock();
        }
    }

    void maintain() {
        turn.lock();
        try {
            if (threads) {
                io.tick();
            } else {
                io.serve(0);
                callbacks.runPending();
            }
        } finally {
            turn.unlock();
        }
    }

    /** Drives the pool until {@code met}, for so long at most; returns whether it is met. */
    boolean drive(BooleanSupplier met, long nanos) throws InterruptedException {
        long limit = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : gate.now() + nanos;
        while (!met.getAsBoolean()) {
            long left = limit == Long.MAX_VALUE ? Long.MAX_VALUE : limit - gate.now();
            if (left <= 0) {
                return false;
            }
            if (turn.tryLock(Math.min(left, TURN), TimeUnit.NANOSECONDS)) {
                try {
                    if (!met.getAsBoolean()) {
                        poll(left);
                    }
                } finally {
                    turn.unlock();
                }
            }
        }
        return true;
    }

    /** Waits for the end of the pool, and for the callbacks that came before it. */
    boolean await(Ending ending, long nanos) throws InterruptedException {
        if (!threads) {
            if (!drive(ending::isOver, nanos)) {
                return false;
            }
            callbacks.runPending();
            return true;
        }
        long limit = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : gate.now() + nanos;
        return ending.await(nanos) && callbacks.awaitQuiet(limit == Long.MAX_VALUE ? limit : limit - gate.now());
    }
}
