package dev.carom.tests.support;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import java.util.List;

/** What tests ask of a pool from the outside. */
public final class Pools {
    private Pools() {}

    /** Builds the pool and waits until all its workers, spares too, are ready; for pools that several tests share. */
    public static ProcessPool ready(ProcessPoolBuilder builder) {
        ProcessPool pool = builder.build();
        awaitIdle(pool);
        return pool;
    }

    /** Waits until the pool has its full number of workers and none of them has anything to do. */
    public static void awaitIdle(ProcessPool pool) {
        Waits.until("all workers idle", () -> {
            List<WorkerInfo> workers = pool.workers();
            return workers.stream().filter(worker -> !worker.spare()).count() == pool.processes()
                    && workers.stream().allMatch(worker -> worker.state() == WorkerState.IDLE);
        });
    }

    /** Ends the pool without finishing what it has, and waits for that. */
    public static void terminate(ProcessPool pool) {
        pool.terminate();
        pool.close();
    }

    /** The process ids of the workers that are there now. */
    public static List<Long> pids(ProcessPool pool) {
        return pool.workers().stream().map(WorkerInfo::pid).toList();
    }
}
