package dev.carom.benchmarks.compare;

import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.WorkerState;
import dev.carom.benchmarks.StartUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Carom, with its defaults. */
final class Carom implements Contestant {
    private final Path archives;

    /** @param archives where its workers find their class-data archive */
    Carom(Path archives) {
        this.archives = archives;
    }

    /** Has the archive made that every pool but a machine's first one finds. */
    void makeArchive() throws Exception {
        try (ComparedPool pool = open(1, 0)) {
            pool.apply();
            StartUp.awaitArchive(archives);
        }
    }

    @Override
    public ComparedPool open(int workers, int spares) throws Exception {
        ProcessPool pool =
                ProcessPool.builder().processes(workers).spares(spares).classDataDirectory(archives).build();
        if (spares > 0) {
            awaitSpares(pool, workers + spares);
        }
        return new Running(pool);
    }

    private static void awaitSpares(ProcessPool pool, int all) throws InterruptedException {
        Await.condition(() -> pool.workers().stream()
                .filter(worker -> worker.state() == WorkerState.IDLE)
                .count() == all);
    }

    @Override
    public boolean hasProcesses() {
        return true;
    }

    @Override
    public boolean hasSpares() {
        return true;
    }

    @Override
    public boolean hasHardLimit() {
        return true;
    }

    private record Running(ProcessPool pool) implements ComparedPool {
        @Override
        public void apply() throws Exception {
            pool.apply(() -> 1);
        }

        @Override
        public void async(int tasks) throws Exception {
            List<Future<Integer>> results = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                results.add(pool.applyAsync(() -> 1));
            }
            for (Future<Integer> result : results) {
                result.get();
            }
        }

        @Override
        public int map(List<Integer> inputs, int chunk) throws Exception {
            return chunk == 0 ? pool.map(x -> x, inputs).size() : pool.map(x -> x, inputs, chunk).size();
        }

        @Override
        public byte[] echo(byte[] bytes) throws Exception {
            return pool.apply(() -> bytes);
        }

        @Override
        public <T> Future<T> submit(Job<T> job) {
            return pool.applyAsync(() -> job.call());
        }

        @Override
        public Future<?> submit(Job<?> job, Duration limit) {
            return pool.<Object>applyAsync(() -> job.call(), TaskOptions.defaults().timeout(limit));
        }

        @Override
        public void close() {
            pool.terminate();
            pool.close();
        }
    }
}
