package dev.carom.tests.support;

import static org.awaitility.Awaitility.await;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** What tests ask of a pool from the outside. */
public final class Pools {
    /** Those that tests share; none is kept alive by this. */
    private static final Set<ProcessPool> SHARED = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Pools() {}

    /** Builds the pool and waits until all its workers, spares too, are ready; for pools that several tests share. */
    public static ProcessPool ready(ProcessPoolBuilder builder) {
        ProcessPool pool = builder.build();
        awaitIdle(pool);
        SHARED.add(pool);
        return pool;
    }

    /**
     * Waits until no worker of a shared pool is missing, or starts: each holds descriptors as soon as it has connected. And until
     * no class-data archive is made, as the first pool of its kind has one made: by processes of low priority.
     */
    static void settle() {
        for (ProcessPool pool : SHARED.toArray(new ProcessPool[0])) {
            Waits.until("no worker of " + pool + " starts", () -> !pool.state().takesWork()
                    || serving(pool) == pool.processes()
                            && pool.workers().stream().noneMatch(worker -> worker.state() == WorkerState.STARTING));
        }
        await("no class-data archive is made")
                .atMost(Waits.LONG.multipliedBy(3))
                .pollDelay(Duration.ZERO)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().matches("carom-.*-archive")));
    }

    private static long serving(ProcessPool pool) {
        return pool.workers().stream().filter(worker -> !worker.spare()).count();
    }

    /** Waits until the pool has its full number of workers and none of them has anything to do. */
    public static void awaitIdle(ProcessPool pool) {
        Waits.until("all workers idle", () -> {
            List<WorkerInfo> workers = pool.workers();
            return serving(pool) == pool.processes()
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
