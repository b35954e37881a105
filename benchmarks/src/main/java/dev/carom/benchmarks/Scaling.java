package dev.carom.benchmarks;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What becomes of the rate as there is more of everything: more tasks queued, longer maps, more threads that submit, more
 * workers than processors. Each line is a ratio to the first of its kind, measured in the same run.
 */
public final class Scaling {
    private static final int WARM_UP = 10;
    private static final int SUBMITTERS = 8;
    private static final int MANY_WORKERS = 64;
    private static final int APPLIES = 20_000;

    private Scaling() {}

    public static void main(String[] args) throws Exception {
        System.out.printf("JDK %s, %d processors%n", System.getProperty("java.version"), ProcessPool.cpuCount());
        double few;
        try (ProcessPool pool = ProcessPool.of(2)) {
            for (int round = 0; round < WARM_UP; round++) {
                queued(pool, 100_000);
                mapped(pool, 1_000_000);
            }
            grow("tasks queued", n -> queued(pool, n));
            grow("inputs mapped", n -> mapped(pool, n));
            callers(pool);
            few = submitted(pool, 1_000_000);
        }
        System.out.printf(Locale.ROOT, "%,12.0f tasks/s  1M tasks from %d threads, 2 workers%n", few, SUBMITTERS);
        ofMany(few);
    }

    /** Once all have started: until then their JVMs take the processors from whatever else there is. */
    private static void ofMany(double few) throws Exception {
        try (ProcessPool pool = ProcessPool.of(MANY_WORKERS)) {
            while (pool.statistics().workers().getOrDefault(WorkerState.IDLE, 0) < MANY_WORKERS) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            submitted(pool, 200_000);
            for (int million = 1; million <= 3; million++) {
                double many = submitted(pool, 1_000_000);
                System.out.printf(Locale.ROOT, "%,12.0f tasks/s  million %d of the same, %d workers: %.2f of that%n",
                        many, million, MANY_WORKERS, many / few);
            }
        }
    }

    @FunctionalInterface
    private interface Rate {
        double of(int n) throws Exception;
    }

    private static void grow(String what, Rate rate) throws Exception {
        double first = median(rate, 10_000);
        for (int n = 10_000; n <= 10_000_000; n *= 10) {
            double now = n == 10_000 ? first : median(rate, n);
            System.out.printf(Locale.ROOT, "%,12.0f /s  %,d %s: %.2f of the time for each%n", now, n, what, first / now);
        }
    }

    /** Of three: in one of them the garbage of the last one may be collected. */
    private static double median(Rate rate, int n) throws Exception {
        double[] rates = {rate.of(n), rate.of(n), rate.of(n)};
        Arrays.sort(rates);
        return rates[1];
    }

    private static double queued(ProcessPool pool, int n) throws Exception {
        long start = System.nanoTime();
        List<ApplyResult<Integer>> results = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            results.add(pool.applyAsync(() -> 1));
        }
        check(sum(results), n);
        return rate(n, start);
    }

    private static double mapped(ProcessPool pool, int n) throws Exception {
        List<Integer> inputs = IntStream.range(0, n).boxed().toList();
        long start = System.nanoTime();
        check(pool.map(x -> x, inputs).size(), n);
        return rate(n, start);
    }

    private static void callers(ProcessPool pool) throws Exception {
        for (int callers = 1; callers <= 2; callers++) {
            applied(pool, callers);
            System.out.printf(Locale.ROOT, "%,12.0f applies/s  %d callers, 2 workers%n", applied(pool, callers), callers);
        }
    }

    private static double applied(ProcessPool pool, int callers) throws Exception {
        long start = System.nanoTime();
        onThreads(callers, () -> {
            for (int i = 0; i < APPLIES; i++) {
                pool.apply(() -> 1);
            }
            return 0L;
        });
        return rate(callers * APPLIES, start);
    }

    private static double submitted(ProcessPool pool, int n) throws Exception {
        long start = System.nanoTime();
        check(onThreads(SUBMITTERS, () -> {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < n / SUBMITTERS; i++) {
                results.add(pool.applyAsync(() -> 1));
            }
            return sum(results);
        }), n);
        return rate(n, start);
    }

    private static long onThreads(int threads, Callable<Long> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long sum = 0;
            for (Future<Long> future : executor.invokeAll(IntStream.range(0, threads).mapToObj(i -> work).toList())) {
                sum += future.get();
            }
            return sum;
        } finally {
            executor.shutdown();
        }
    }

    private static long sum(List<ApplyResult<Integer>> results) throws Exception {
        long sum = 0;
        for (ApplyResult<Integer> result : results) {
            sum += result.get();
        }
        return sum;
    }

    private static void check(long answered, int n) {
        if (answered != n) {
            throw new IllegalStateException(answered + " of " + n + " answered");
        }
    }

    private static double rate(int n, long start) {
        return n / ((System.nanoTime() - start) / 1e9);
    }
}
