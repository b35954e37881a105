package dev.carom.benchmarks;

import dev.carom.ProcessPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One round of {@code benchmarks/compare} for a contender of this JVM: {@code carom}, or {@code threads} as the ceiling.
 * Prints a measure and its value on each line. The work is that of {@code contenders/pools.py}.
 */
public final class Contender {
    private static final int WORKERS = 2;
    private static final int APPLIES = 2_000;
    private static final int TASKS = 100_000;
    private static final int ITEMS = 1_000_000;
    private static final int SINGLE_ITEMS = 20_000;
    private static final int ECHOES = 30;
    private static final int WARM_UPS = 3;

    private Contender() {}

    /** What is measured of each pool. */
    private interface Pool {
        void apply() throws Exception;

        /** Submits so many no-op tasks, then waits for all. */
        void async(int tasks) throws Exception;

        /** Maps the identity; a chunk of 0 is the default one. */
        int map(List<Integer> inputs, int chunk) throws Exception;

        byte[] echo(byte[] bytes) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 1 && args[0].equals("carom")) {
            try (ProcessPool pool = ProcessPool.of(WORKERS)) {
                measure(new Processes(pool));
            }
        } else if (args.length == 1 && args[0].equals("threads")) {
            ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
            try {
                measure(new Threads(threads));
            } finally {
                threads.shutdown();
            }
        } else {
            throw new IllegalArgumentException("say carom or threads");
        }
    }

    private static void measure(Pool pool) throws Exception {
        List<Integer> inputs = IntStream.range(0, ITEMS).boxed().toList();
        List<Integer> fewer = inputs.subList(0, SINGLE_ITEMS);
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < WARM_UPS; i++) {
            applies(pool);
            pool.async(TASKS);
            pool.map(inputs, 0);
            pool.map(fewer, 1);
            pool.echo(bytes);
        }
        double[] micros = applies(pool);
        report("apply_p50_us", micros[APPLIES / 2]);
        report("apply_p99_us", micros[APPLIES * 99 / 100]);
        report("async_per_s", TASKS / seconds(() -> pool.async(TASKS)));
        report("map_per_s", ITEMS / seconds(() -> check(pool.map(inputs, 0), ITEMS)));
        report("map_chunk1_per_s", SINGLE_ITEMS / seconds(() -> check(pool.map(fewer, 1), SINGLE_ITEMS)));
        report("echo_1mib_ms", 1e3 / ECHOES * seconds(() -> {
            for (int i = 0; i < ECHOES; i++) {
                check(pool.echo(bytes).length, bytes.length);
            }
        }));
    }

    private static double[] applies(Pool pool) throws Exception {
        double[] micros = new double[APPLIES];
        for (int i = 0; i < APPLIES; i++) {
            micros[i] = 1e6 * seconds(pool::apply);
        }
        Arrays.sort(micros);
        return micros;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void check(int answered, int wanted) {
        if (answered != wanted) {
            throw new IllegalStateException(answered + " answered of " + wanted);
        }
    }

    private static void report(String measure, double value) {
        System.out.printf(Locale.ROOT, "%s %.3f%n", measure, value);
    }

    private record Processes(ProcessPool pool) implements Pool {
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
    }

    private record Threads(ExecutorService threads) implements Pool {
        @Override
        public void apply() throws Exception {
            threads.submit(() -> 1).get();
        }

        @Override
        public void async(int tasks) throws Exception {
            List<Future<Integer>> results = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                results.add(threads.submit(() -> 1));
            }
            for (Future<Integer> result : results) {
                result.get();
            }
        }

        @Override
        public int map(List<Integer> inputs, int chunk) throws Exception {
            int size = chunk == 0 ? inputs.size() / (4 * WORKERS) : chunk;
            UnaryOperator<Integer> identity = UnaryOperator.identity();
            List<Callable<List<Integer>>> parts = new ArrayList<>();
            for (int from = 0; from < inputs.size(); from += size) {
                List<Integer> part = inputs.subList(from, Math.min(inputs.size(), from + size));
                parts.add(() -> part.stream().map(identity).toList());
            }
            int answered = 0;
            for (Future<List<Integer>> part : threads.invokeAll(parts)) {
                answered += part.get().size();
            }
            return answered;
        }

        @Override
        public byte[] echo(byte[] bytes) throws Exception {
            return threads.submit(bytes::clone).get();
        }
    }
}
