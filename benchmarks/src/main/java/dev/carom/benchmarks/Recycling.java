package dev.carom.benchmarks;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * What recycling costs: tasks of 1 ms a second with {@code maxTasksPerChild(100)}, as a share of those without, with as
 * many workers as the first argument says (1). Both are measured in turns, in one run; the median of the ratios counts. The
 * tasks sleep: a worker's start takes processor time, and is not to be hidden where tasks leave none.
 */
public final class Recycling {
    private static final int ROUNDS = 5;
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(4);
    private static final int AHEAD = 20;

    private Recycling() {}

    public static void main(String[] args) throws Exception {
        int workers = args.length > 0 ? Integer.parseInt(args[0]) : 1;
        System.out.printf("JDK %s, %d processors, %d workers, %d rounds%n", System.getProperty("java.version"),
                ProcessPool.cpuCount(), workers, ROUNDS);
        double[] ratios = new double[ROUNDS];
        try (ProcessPool plain = ProcessPool.builder().processes(workers).build()) {
            rate(plain, workers);
            for (int round = 0; round < ROUNDS; round++) {
                double without = rate(plain, workers);
                double with;
                ProcessPoolBuilder recycling = ProcessPool.builder().processes(workers).maxTasksPerChild(100);
                try (ProcessPool pool = recycling.build()) {
                    rate(pool, workers);
                    with = rate(pool, workers);
                }
                ratios[round] = with / without;
                System.out.printf("%,8.0f tasks/s without, %,8.0f with maxTasksPerChild(100): %.0f %%%n", without, with,
                        100 * ratios[round]);
            }
        }
        Arrays.sort(ratios);
        System.out.printf("median %.0f %% (at least 80 wanted)%n", 100 * ratios[ROUNDS / 2]);
    }

    /** Tasks a second, with so many under way that no worker waits for the next. */
    private static double rate(ProcessPool pool, int workers) throws Exception {
        Queue<ApplyResult<Integer>> underWay = new ArrayDeque<>();
        long start = System.nanoTime();
        long done = 0;
        while (System.nanoTime() - start < WINDOW) {
            while (underWay.size() < AHEAD * workers) {
                underWay.add(pool.applyAsync(() -> {
                    Thread.sleep(1);
                    return 1;
                }));
            }
            done += underWay.remove().get();
        }
        double rate = done / ((System.nanoTime() - start) / 1e9);
        for (ApplyResult<Integer> result : underWay) {
            result.get();
        }
        return rate;
    }
}
