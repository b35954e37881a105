package dev.carom.internal.runtime;

import dev.carom.internal.engine.EngineTask;
import java.util.Arrays;

/**
 * Which worker each calling thread had last, and how long the way there is. It has the same one again, so that the two share a
 * processor where each processor has such a pair; while the way is long, as it is where two pairs lie across two processors, it
 * has another one, if that is idle.
 *
 * <p>Nothing is guarded: threads that share a place, or write at a time, give each other wrong advice, and nothing worse.
 */
final class LastWorkers {
    private static final int PLACES = 64;
    private static final int LONGEST = 100_000_000;

    /** Of how many calls of a thread the average is, and over how many of all threads the shortest way is forgotten. */
    private static final int RECENT = 8;
    private static final int MEMORY = 16_384;

    /** Their ids; {@link EngineTask#NO_WORKER} where there was none. */
    private final int[] workers = new int[PLACES];

    /** On average, in nanoseconds. */
    private final int[] ways = new int[PLACES];

    private int shortest = LONGEST;

    LastWorkers() {
        Arrays.fill(ways, LONGEST);
    }

    /** Tells the task, which the calling thread is about to enter, where it should go. */
    void advise(EngineTask task) {
        int place = place();
        if (ways[place] - shortest > shortest / 2) {
            task.avoid(workers[place]);
        } else {
            task.prefer(workers[place]);
        }
    }

    /** The calling thread's task went to this worker; below 0 where it waits for one. */
    void sent(int worker) {
        int place = place();
        if (worker >= 0 && workers[place] != worker) {
            workers[place] = worker;
            ways[place] = shortest; // what is not known yet is not long
        }
    }

    /** The calling thread's task is back, after so long a way. */
    void back(long way) {
        if (way > 0) {
            int place = place();
            int average = ways[place] + ((int) Math.min(way, LONGEST) - ways[place]) / RECENT;
            ways[place] = average;
            shortest = average < shortest ? average : shortest + (average - shortest) / MEMORY;
        }
    }

    private static int place() {
        return (int) Thread.currentThread().getId() & PLACES - 1;
    }
}
