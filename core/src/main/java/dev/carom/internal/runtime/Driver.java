package dev.carom.internal.runtime;

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

    /** How soon a host comes again that has found another thread at work. */
    private static final long OCCUPIED = 5_000_000;

    private final String pool;
    private final boolean threads;
    private final IoLoop io;
    private final EngineGate gate;
    private final CallbackQueue callbacks;
    private final Bell bell;
    private final ReentrantLock turn = new ReentrantLock();
    private final Thread thread;
    private volatile boolean stopped;

    Driver(String pool, boolean threads, IoLoop io, EngineGate gate, CallbackQueue callbacks, Bell bell) {
        this.pool = pool;
        this.threads = threads;
        this.io = io;
        this.gate = gate;
        this.callbacks = callbacks;
        this.bell = bell;
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
        gate.serve(true);
        try {
            Throwable bug = null;
            while (!stopped) {
                try {
                    if (bug != null) {
                        io.failed(bug); // here: where that fails too, for want of memory, the next turn tries again
                        bug = null;
                    }
                    io.serve(Long.MAX_VALUE);
                } catch (RuntimeException | Error e) {
                    bug = e;
                }
            }
        } finally {
            gate.serve(false); // however this thread ends, no task is left to it any more
        }
    }

    // ---- by a host

    void requireDriven() {
        if (threads) {
            throw new IllegalStateException("pool " + pool + " has threads of its own; build it with threads(false)");
        }
    }

    boolean poll(long nanos) throws InterruptedException {
        requireDriven();
        StackReserve.require();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        TimeLimit limit = TimeLimit.in(nanos);
        if (!turn.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            bell.heard();
            boolean any = callbacks.runPending();
            any |= io.serve(any ? 0 : limit.left());
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

    /** Where another thread is at it, that one reads the channel. Returns whether more may come. */
    boolean handle(SelectableChannel channel) {
        StackReserve.require();
        if (!turn.tryLock()) {
            return true;
        }
        try {
            boolean more = io.handle(channel);
            callbacks.runPending();
            return more;
        } finally {
            turn.unlock();
        }
    }

    /** Does what is due, and returns in how many nanoseconds to come again; a thread that is at it already goes on. */
    long maintain() {
        StackReserve.require();
        if (threads) {
            io.tick();
            return io.untilNextDeadline();
        }
        if (!turn.tryLock()) {
            return OCCUPIED;
        }
        try {
            bell.heard();
            gate.disarm(); // the host is back
            io.serve(0);
            callbacks.runPending();
            return io.leave();
        } finally {
            turn.unlock();
        }
    }

    /** Drives the pool until {@code met}, for so long at most; returns whether it is met. */
    boolean drive(BooleanSupplier met, long nanos) throws InterruptedException {
        try {
            return driveUntil(met, TimeLimit.in(nanos));
        } finally {
            bell.ring(); // what comes from now on is for the host again
        }
    }

    private boolean driveUntil(BooleanSupplier met, TimeLimit limit) throws InterruptedException {
        while (!met.getAsBoolean()) {
            if (limit.isOver()) {
                return false;
            }
            if (turn.tryLock(Math.min(limit.left(), TURN), TimeUnit.NANOSECONDS)) {
                try {
                    if (!met.getAsBoolean()) {
                        poll(limit.left());
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
        TimeLimit limit = TimeLimit.in(nanos);
        if (!threads) {
            return drive(ending::needsNoDriver, nanos) && ending.await(limit.left()) && runLastCallbacks(limit.left());
        }
        return ending.await(nanos) && callbacks.awaitQuiet(limit.left());
    }

    /** Waits for its turn, as another thread may be in one of them. */
    private boolean runLastCallbacks(long nanos) throws InterruptedException {
        if (!turn.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            callbacks.runPending();
            return true;
        } finally {
            turn.unlock();
        }
    }
}
