package dev.carom.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Virtual time: what is going to happen, in its order; what happens at the same time does so in the order it was planned. */
final class Happenings {
    private record Entry(long at, long order, Runnable what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long orders;
    private long now;

    long now() {
        return now;
    }

    void at(long time, Runnable what) {
        queue.add(new Entry(Math.max(now, time), orders++, what));
    }

    void after(long delay, Runnable what) {
        at(now + delay, what);
    }

    /** For so long nothing happens: what was to happen does so that much later. */
    void standStill(long time) {
        List<Entry> planned = new ArrayList<>(queue);
        queue.clear();
        for (Entry entry : planned) {
            queue.add(new Entry(entry.at + time, entry.order, entry.what));
        }
        now += time;
    }

    /** Lets time go on to the next happening; false if there is none. */
    boolean next() {
        Entry entry = queue.poll();
        if (entry == null) {
            return false;
        }
        now = entry.at;
        entry.what.run();
        return true;
    }
}
