package dev.carom.internal.runtime;

import dev.carom.ProcessPoolBuilder.WhenFull;
import dev.carom.error.QueueFullException;
import dev.carom.internal.results.PoolPort;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The room for tasks without an outcome, where it is limited: a place for each worker and for so many more, and so many bytes.
 * Who submits takes the room of its task; the outcome gives it back, as does whatever keeps the task from being submitted.
 */
final class Room {
    private final String pool;
    private final RuntimeConfig.QueueLimit limit;

    /** Held by the one that waits for room; the others wait for it, in the order in which they came. */
    private final ReentrantLock line = new ReentrantLock(true);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The rest is guarded by {@code lock}. */
    private long places;

    private long tasks;
    private long bytes;
    private boolean closed;

    Room(String pool, RuntimeConfig.QueueLimit limit, int processes) {
        this.pool = pool;
        this.limit = limit;
        this.places = limit.tasks() < 0 ? Long.MAX_VALUE / 2 : (long) limit.tasks() + processes;
    }

    /** Null where nothing is limited. */
    static @Nullable Room of(RuntimeConfig config, int processes) {
        RuntimeConfig.QueueLimit limit = config.admission().queueLimit();
        return limit == null ? null : new Room(config.name(), limit, processes);
    }

    /**
     * Takes the room for a task of so many bytes, or waits for it first; at once where the pool closes. In a callback, which
     * others wait for, it does not wait but takes more than there is.
     *
     * @return whether the caller is to wait for the task's outcome, as it has more than there is
     * @throws QueueFullException if there is none, and the pool rejects
     * @throws TimeoutException if there was none in time
     */
    boolean take(int size, PoolPort port, TimeLimit time) throws InterruptedException, TimeoutException {
        if (tryTake(size)) {
            return false;
        }
        if (limit.whenFull() == WhenFull.REJECT) {
            throw full(size);
        }
        boolean waits = !port.inCallback();
        if (waits && limit.whenFull() == WhenFull.BLOCK) {
            await(size, port, time);
            return false;
        }
        takeOver(size);
        return waits;
    }

    /** How many chunks a map is to have where it would have so many: no more than there are places, where others are rejected. */
    int placesFor(int chunks) {
        lock.lock();
        try {
            return limit.whenFull() == WhenFull.REJECT ? (int) Math.max(1, Math.min(chunks, places)) : chunks;
        } finally {
            lock.unlock();
        }
    }

    /** @throws QueueFullException if a map of so many chunks would be rejected although there were nothing else */
    void requirePlaces(int chunks) {
        int most = placesFor(chunks);
        if (chunks > most) {
            throw new QueueFullException("a map of " + chunks + " chunks never fits into the queue of pool " + pool + ", which has"
                    + " places for " + most + " (queueLimit " + limit.tasks() + ", and one for each worker): raise its chunkSize"
                    + " or the pool's queueLimit, use imap, or let whenFull wait", null);
        }
    }

    /** What becomes of the refusal of a chunk of a map that has so many bytes up to here: whether it can ever pass. */
    QueueFullException fullOfMap(long mapBytes, QueueFullException refusal) {
        return limit.bytes() == 0 || mapBytes <= limit.bytes()
                ? refusal
                : new QueueFullException("this map never fits into the queue of pool " + pool + ": it has more than " + mapBytes
                        + " bytes, and queueBytes is " + limit.bytes() + "; raise queueBytes, hand over less, use imap, or let"
                        + " whenFull wait", refusal);
    }

    private boolean tryTake(int size) {
        lock.lock();
        try {
            if (line.isLocked() || !fits(size)) {
                return false;
            }
            add(size);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void takeOver(int size) {
        lock.lock();
        try {
            add(size);
        } finally {
            lock.unlock();
        }
    }

    private void await(int size, PoolPort port, TimeLimit time) throws InterruptedException, TimeoutException {
        if (!line.tryLock(time.left(), TimeUnit.NANOSECONDS)) {
            throw notInTime();
        }
        try {
            while (!takeOrWait(size, port.hostDriven() ? 0 : time.left())) {
                if (time.isOver()) {
                    throw notInTime();
                }
                if (port.hostDriven()) {
                    port.drive(() -> isReady(size), time.left());
                }
            }
        } finally {
            line.unlock();
        }
    }

    private TimeoutException notInTime() {
        return new TimeoutException("there was no room in the queue of pool " + pool + " in time");
    }

    /** Where this thread may have to drive the pool it does not wait here, also where the room that it saw is gone again. */
    private boolean takeOrWait(int size, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean ready = closed || fits(size);
            if (ready) {
                add(size);
            } else if (nanos > 0) {
                changed.awaitNanos(nanos);
            }
            return ready;
        } finally {
            lock.unlock();
        }
    }

    private boolean isReady(int size) {
        lock.lock();
        try {
            return closed || fits(size);
        } finally {
            lock.unlock();
        }
    }

    /** A task that is larger than all the room has it to itself. */
    private boolean fits(int size) {
        assert lock.isHeldByCurrentThread();
        return tasks < places && (limit.bytes() == 0 || tasks == 0 || bytes + size <= limit.bytes());
    }

    private void add(int size) {
        assert lock.isHeldByCurrentThread();
        tasks++;
        bytes += size;
    }

    /** A task of so many bytes has its outcome, or was not submitted. */
    void giveBack(int size) {
        lock.lock();
        try {
            tasks--;
            bytes -= size;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The pool has so many workers more, or fewer. */
    void resize(int n) {
        lock.lock();
        try {
            places += n;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The pool takes no more work: nobody waits any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private QueueFullException full(int size) {
        String byTasks = limit.tasks() < 0 ? "" : " queueLimit is " + limit.tasks() + " beside one for each worker;";
        String byBytes = limit.bytes() == 0 ? "" : " queueBytes is " + limit.bytes() + ", this task has " + size + ";";
        return new QueueFullException("the queue of pool " + pool + " is full:" + byTasks + byBytes
                + " submit the task again when others have ended, or let whenFull wait for that", null);
    }
}
