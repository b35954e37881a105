package dev.carom.internal.results;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What came in by one executor and has not ended, and whether more may come: {@code OPEN -> CLOSED -> STOPPED}, of which the
 * second may be left out.
 *
 * <p>A result is here before it is submitted. So one that comes while the executor closes is refused or waited for, and one
 * that is submitted while it stops is found by the thread that stops, or finds out itself.
 */
public final class InFlight extends Waitable {
    private enum Stage { OPEN, CLOSED, STOPPED }

    private final PoolPort port;

    /** Guards the set and each change of the stage; nothing else is done under it. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<ExecutorResult<?>> results = new LinkedHashSet<>();
    private volatile Stage stage = Stage.OPEN;
    private volatile int size;

    public InFlight(PoolPort port) {
        this.port = port;
    }

    /** Takes it in; false where no more may come. Then it is to be submitted, or to {@link #leave}. */
    public boolean enter(ExecutorResult<?> result) {
        lock.lock();
        try {
            if (stage != Stage.OPEN) {
                return false;
            }
            results.add(result);
            size = results.size();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** It was submitted; false where it has to be cancelled by the caller, as all others were meanwhile. */
    public boolean submitted(ExecutorResult<?> result) {
        lock.lock();
        try {
            result.submitted = true;
            return stage != Stage.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    /** It has ended, or was never submitted. */
    public void leave(ExecutorResult<?> result) {
        lock.lock();
        try {
            results.remove(result);
            size = results.size();
        } finally {
            lock.unlock();
        }
        tell();
    }

    /** Lets nothing more in. */
    public void close() {
        lock.lock();
        try {
            if (stage == Stage.OPEN) {
                stage = Stage.CLOSED;
            }
        } finally {
            lock.unlock();
        }
        tell();
    }

    /** Lets nothing more in; returns what can be cancelled, in the order in which it came. */
    public List<ExecutorResult<?>> stop() {
        List<ExecutorResult<?>> rest;
        lock.lock();
        try {
            stage = Stage.STOPPED;
            rest = results.stream().filter(result -> result.submitted).toList();
        } finally {
            lock.unlock();
        }
        tell();
        return rest;
    }

    public boolean isClosed() {
        return stage != Stage.OPEN;
    }

    public int size() {
        return size;
    }

    /** Waits until {@code met}, at most for so long; it is looked at when a result has ended, or more may not come. */
    public boolean await(BooleanSupplier met, long nanos) throws InterruptedException {
        return await(port, met, nanos);
    }

    /** Has those who wait look again. */
    public void tell() {
        wakeAll();
        port.met();
    }
}
