package dev.carom.internal.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workers that are busy, and whether they suffice: while tasks are tiny, as many as there are processors do, each
 * getting on. A further one would take turns with them, wake up, and compile all code of its own, for a few tasks.
 *
 * <p>A task that turns out to be long takes its worker out of this count, so another one is used in its place; a few of them,
 * and tasks are not tiny any more.
 */
final class Crowd {
    /** On average. Above this a task may well wait for something else than a processor, and more of them can do so together. */
    private static final long TINY = 20_000;
    /** Over how many tasks that is: few enough to notice others soon, too many for one that had to wait for its processor. */
    private static final int RECENT = 1024;
    /** So many must have ended before anything is said of them. */
    private static final int FEWEST = 8;
    private static final long LONGEST_OBSERVED = 4_000_000;
    /** A worker that says nothing for this long does not get on. */
    private static final long GETS_ON = 5_000_000;

    private final int processors;
    private final List<Worker> busy = new ArrayList<>();
    /** How many of the last tasks the average is of. */
    private int observed;
    private double average;

    Crowd(int processors) {
        this.processors = processors;
    }

    void add(Worker worker) {
        busy.add(worker);
    }

    void remove(Worker worker) {
        busy.remove(worker);
    }

    /** A task took so long. */
    void observe(long elapsed) {
        observed = Math.min(RECENT, observed + 1);
        average += (Math.min(elapsed, LONGEST_OBSERVED) - average) / observed;
    }

    private boolean isTiny() {
        return average < TINY && observed >= FEWEST;
    }

    /** Among how many what waits is shared. */
    int sharers(int serving) {
        return isTiny() ? Math.min(serving, processors) : serving;
    }

    /** Until when they suffice, if none leaves; 0 where they do not. Those other than {@code without}, where it is given. */
    long sufficesUntil(long now, @Nullable Worker without) {
        if (!isTiny() || busy.size() - (without == null ? 0 : 1) < processors) {
            return 0;
        }
        long patience = patience();
        int getOn = 0;
        long until = Long.MAX_VALUE;
        for (Worker worker : busy) {
            long silentAt = heardOf(worker) + patience;
            if (silentAt <= now) {
                noteLong(worker, now);
            } else if (worker != without && worker.takesTasks()) {
                getOn++;
                until = Math.min(until, silentAt);
            }
        }
        return getOn >= processors && isTiny() ? until : 0;
    }

    private void noteLong(Worker worker, long now) {
        Attempt running = worker.running;
        if (running != null && worker.foundLong != running.id) {
            worker.foundLong = running.id;
            observe(now - running.since);
        }
    }

    /** They take turns, where they are more than the processors. */
    private long patience() {
        int turns = 0;
        for (Worker worker : busy) {
            turns += worker.running != null && worker.running.id == worker.foundLong ? 0 : 1;
        }
        return GETS_ON * Math.max(processors, turns) / processors;
    }

    private static long heardOf(Worker worker) {
        return worker.running == null ? worker.awaitedSince : worker.running.since;
    }
}
