package dev.carom.internal.engine;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Workers that have nothing to do, and which of them gets a task: the one used last, as it is the warmest. */
final class IdleWorkers {
    private final SteadyDeque<Worker> coldestFirst = new SteadyDeque<>();

    /** One that has never done anything is the coldest. */
    void add(Worker worker) {
        if (worker.finished == 0) {
            coldestFirst.addFirst(worker);
        } else {
            coldestFirst.addLast(worker);
        }
    }

    void remove(Worker worker) {
        if (coldestFirst.peekLast() == worker) { // nearly always: what looks for it would be compiled into each way of a task
            coldestFirst.pollLast();
        } else {
            coldestFirst.removeLastOccurrence(worker);
        }
    }

    boolean isEmpty() {
        return coldestFirst.isEmpty();
    }

    /** Null where none takes tasks; those that do not any more are dropped. */
    @Nullable Worker warmest() {
        Worker worker = coldestFirst.peekLast();
        while (worker != null && !takesTasks(worker)) {
            coldestFirst.removeLast();
            worker = coldestFirst.peekLast();
        }
        return worker;
    }

    /**
     * The one that the task prefers, if that is here and has worked before; {@code warmest} otherwise. Two threads that call in
     * turns would exchange their workers now and then; each of them would be woken by another processor than before.
     */
    Worker choose(EngineTask task, Worker warmest) {
        int preferred = task.preferredWorker();
        if (preferred == EngineTask.ANY_WORKER || preferred == warmest.id) {
            return warmest;
        }
        for (Iterator<Worker> warmer = coldestFirst.descendingIterator(); warmer.hasNext(); ) {
            Worker worker = warmer.next();
            if (worker.id == preferred) {
                return worker.finished > 0 && takesTasks(worker) ? worker : warmest;
            }
        }
        return warmest;
    }

    private static boolean takesTasks(Worker worker) {
        return worker.isIdle() && worker.takesTasks();
    }
}
