package dev.carom.internal.runtime;

import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one worker has said, in its order, until it is entered; to be cleared then, and used again. Of the events of the kind
 * that there is for each task, all are one object: whoever goes through them has to be done with each before the next.
 */
final class Heard implements Iterable<Event> {
    private static final int FIRST = 16;

    private final List<Event> events = new ArrayList<>();
    private final Ran ran;
    private long[] attempts = new long[FIRST];
    private long[] elapsed = new long[FIRST];
    private long[] rss = new long[FIRST];
    private Outcome.@Nullable Reported[] outcomes = new Outcome.Reported[FIRST];

    /** How many attempts ran. */
    private int runs;

    Heard(int worker) {
        this.ran = new Ran(worker);
    }

    /** What it is about, by its place in the arrays. */
    private final class Ran extends Event.Ran {
        private final int worker;
        private int at;

        Ran(int worker) {
            this.worker = worker;
        }

        @Override
        public int worker() {
            return worker;
        }

        @Override
        public long attempt() {
            return attempts[at];
        }

        @Override
        public Outcome.Reported outcome() {
            Outcome.Reported outcome = outcomes[at];
            if (outcome == null) {
                throw new IllegalStateException("it was entered already");
            }
            return outcome;
        }

        @Override
        public long elapsed() {
            return elapsed[at];
        }

        @Override
        public long rss() {
            return rss[at];
        }
    }

    void add(Event event) {
        events.add(event);
    }

    /** An attempt that was accepted, and finished right after that. */
    void addRan(long attempt, Outcome.Reported outcome, long elapsedNanos, long rssBytes) {
        if (runs == attempts.length) {
            grow(2 * runs);
        }
        attempts[runs] = attempt;
        outcomes[runs] = outcome;
        elapsed[runs] = elapsedNanos;
        rss[runs] = rssBytes;
        events.add(ran); // here it may be out of memory
        runs++;
    }

    private void grow(int size) {
        elapsed = Arrays.copyOf(elapsed, size);
        rss = Arrays.copyOf(rss, size);
        outcomes = Arrays.copyOf(outcomes, size);
        attempts = Arrays.copyOf(attempts, size); // last: its length is that of all
    }

    /** From the first one on; there is one iterator at a time. */
    @Override
    public Iterator<Event> iterator() {
        ran.at = -1;
        Iterator<Event> all = events.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Event next() {
                Event next = all.next();
                if (next == ran) {
                    ran.at++;
                }
                return next;
            }
        };
    }

    /** The same in events that stay what they are. */
    List<Event> copy() {
        List<Event> copy = new ArrayList<>(events.size() + runs);
        for (Event event : this) {
            if (event == ran) {
                copy.add(new Event.Accepted(ran.worker, ran.attempt()));
                copy.add(new Event.Finished(ran.worker, ran.attempt(), ran.outcome(), ran.elapsed(), ran.rss()));
            } else {
                copy.add(event);
            }
        }
        return copy;
    }

    void clear() {
        events.clear();
        Arrays.fill(outcomes, 0, runs, null);
        runs = 0;
    }
}
