package dev.carom.internal.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Looks after the workers of a pool that has no threads for that: whoever comes round reads what they have printed, without
 * waiting for more, and sees who has left. One thread at a time.
 */
final class Rounds {
    private final List<WorkerProcess> workers = new CopyOnWriteArrayList<>();

    void add(WorkerProcess worker) {
        workers.add(worker);
    }

    boolean isIdle() {
        return workers.isEmpty();
    }

    /** Returns whether there was anything to do. */
    boolean goOnce() {
        boolean any = false;
        for (WorkerProcess worker : workers) {
            if (worker.look()) {
                any = true;
            }
            if (worker.gone().isDone()) {
                workers.remove(worker);
            }
        }
        return any;
    }
}
