package dev.carom.cli.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is under way, and how much more may be: so many inputs, and so many characters of inputs and results. It opens
 * slowly, so that large results are noticed before many of them are asked for.
 *
 * <pre>
 * open  -> stopped   by stop(): lets nothing more in
 * ended: all inputs were let in (or it is stopped), and none is under way; or abandoned
 * </pre>
 */
final class Window {
    private static final int MOST = 4096;

    private final int least;
    private final long budget;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition ended = lock.newCondition();

    /** The rest is guarded by the lock. */
    private final Set<Item> underWay = new HashSet<>();

    private int most;
    private long weight;
    private long resultWeight;
    private boolean waiting;
    private boolean stopped;
    private boolean allIn;
    private boolean abandoned;

    /**
     * @param least how many may be under way however heavy they are
     * @param budget characters that may be under way beyond that
     */
    Window(int least, long budget) {
        this.least = least;
        this.budget = budget;
        this.most = least;
    }

    /** Waits for room; null where it was stopped. Only for the thread that reads inputs. */
    @Nullable Item enter(Input input) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopped && isFull(0)) {
                waiting = true;
                room.await();
            }
            if (stopped) {
                return null;
            }
            Item item = new Item(input, input.text().length() + resultWeight);
            underWay.add(item);
            weight += item.weight;
            return item;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull(int slack) {
        int size = underWay.size() + slack;
        return size >= least && (size >= most || weight >= budget);
    }

    /** It has been written out, or will not be. @param resultLength in characters */
    void leave(Item item, long resultLength) {
        lock.lock();
        try {
            if (!underWay.remove(item)) {
                return;
            }
            weight -= item.weight;
            most = Math.min(MOST, most + 1);
            resultWeight = Math.max(resultLength, resultWeight - resultWeight / 8);
            // Not for each single place: two threads that wake each other for every input run at a tenth of the speed.
            if (waiting && !isFull(Math.min(underWay.size(), most / 4))) {
                waiting = false;
                room.signal();
            }
            tellIfEnded();
        } finally {
            lock.unlock();
        }
    }

    /** There are no more inputs. */
    void allIn() {
        lock.lock();
        try {
            allIn = true;
            tellIfEnded();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in; returns what is under way. */
    List<Item> stop() {
        lock.lock();
        try {
            stopped = true;
            room.signal();
            tellIfEnded();
            return new ArrayList<>(underWay);
        } finally {
            lock.unlock();
        }
    }

    private void tellIfEnded() {
        if (hasEnded()) {
            ended.signalAll();
        }
    }

    private boolean hasEnded() {
        return abandoned || (allIn || stopped) && underWay.isEmpty();
    }

    /** Ends it, whatever is under way: that will not come back. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            tellIfEnded();
        } finally {
            lock.unlock();
        }
    }

    void awaitEnd() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!hasEnded()) {
                ended.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
