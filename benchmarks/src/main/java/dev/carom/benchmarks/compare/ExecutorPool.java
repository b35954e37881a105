package dev.carom.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** A pool that is an {@link ExecutorService}; a map's chunks are made here, a quarter of a worker's share by default. */
final class ExecutorPool implements ComparedPool {
    private final ExecutorService executor;
    private final int workers;
    private final boolean copies;

    /** @param copies whether a task works on a copy of what it is given, as it does in another process */
    ExecutorPool(ExecutorService executor, int workers, boolean copies) {
        this.executor = executor;
        this.workers = workers;
        this.copies = copies;
    }

    @Override
    public void apply() throws Exception {
        submit(() -> 1).get();
    }

    @Override
    public void async(int tasks) throws Exception {
        List<Future<Integer>> results = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            results.add(submit(() -> 1));
        }
        for (Future<Integer> result : results) {
            result.get();
        }
    }

    @Override
    public int map(List<Integer> inputs, int chunk) throws Exception {
        int size = chunk == 0 ? inputs.size() / (4 * workers) : chunk;
        List<Future<ArrayList<Integer>>> parts = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += size) {
            ArrayList<Integer> part = new ArrayList<>(inputs.subList(from, Math.min(inputs.size(), from + size)));
            parts.add(submit(() -> identity(part)));
        }
        int answered = 0;
        for (Future<ArrayList<Integer>> part : parts) {
            answered += part.get().size();
        }
        return answered;
    }

    private static ArrayList<Integer> identity(List<Integer> part) {
        ArrayList<Integer> results = new ArrayList<>(part.size());
        for (Integer each : part) {
            results.add(each);
        }
        return results;
    }

    @Override
    public byte[] echo(byte[] bytes) throws Exception {
        return copies ? submit(() -> bytes).get() : submit(() -> bytes.clone()).get();
    }

    @Override
    public <T> Future<T> submit(Job<T> job) {
        return executor.submit(job);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
