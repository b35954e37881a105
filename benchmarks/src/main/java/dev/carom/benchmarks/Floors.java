package dev.carom.benchmarks;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * The figures that must not be fallen short of, with 2 workers: asynchronous no-op tasks a second, the round trip of a
 * no-op {@code apply}, and the time from a SIGKILL of a busy worker to its caller's exception. Each is measured in several
 * rounds after {@value #WARM_UP} of warm-up, in one run; the median counts.
 */
public final class Floors {
    private static final int ROUNDS = 7;

    /** Rounds that do not count: for two compilers in three processes, and for heaps that are touched for the first time. */
    private static final int WARM_UP = 15;
    private static final int TASKS = 100_000;
    private static final int APPLIES = 5_000;
    private static final int KILLS = 7;
    private static final Duration SPIN = Duration.ofNanos(20_000);

    private Floors() {}

    public static void main(String[] args) throws Exception {
        System.out.printf("JDK %s, %d processors, %d rounds after %d of warm-up%n", System.getProperty("java.version"),
                ProcessPool.cpuCount(), ROUNDS, WARM_UP);
        try (ProcessPool pool = ProcessPool.of(2)) {
            asynchronous(pool);
            roundTrip(pool, "no-op apply");
            map(pool);
        }
        try (ProcessPool pool = ProcessPool.builder().processes(2).spin(SPIN).build()) {
            roundTrip(pool, "no-op apply with a spin of " + SPIN.toNanos() / 1_000 + " us");
        }
        killToError();
    }

    private static void asynchronous(ProcessPool pool) throws Exception {
        double[] rates = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = System.nanoTime();
            List<ApplyResult<Integer>> results = new ArrayList<>(TASKS);
            for (int i = 0; i < TASKS; i++) {
                results.add(pool.applyAsync(() -> 1));
            }
            long sum = 0;
            for (ApplyResult<Integer> result : results) {
                sum += result.get();
            }
            if (sum != TASKS) {
                throw new IllegalStateException(sum + " of " + TASKS + " tasks answered");
            }
            if (round >= 0) {
                rates[round] = TASKS / ((System.nanoTime() - start) / 1e9);
            }
        }
        report("100k async no-op tasks", rates, "tasks/s");
    }

    private static void roundTrip(ProcessPool pool, String what) throws InterruptedException {
        double[] medians = new double[ROUNDS];
        double[] tails = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double[] micros = new double[APPLIES];
            for (int i = 0; i < APPLIES; i++) {
                long start = System.nanoTime();
                pool.apply(() -> 1);
                micros[i] = (System.nanoTime() - start) / 1e3;
            }
            if (round >= 0) {
                Arrays.sort(micros);
                medians[round] = micros[APPLIES / 2];
                tails[round] = micros[APPLIES / 100 * 99];
            }
        }
        report(what + ", p50", medians, "us");
        report(what + ", p99", tails, "us");
    }

    private static void map(ProcessPool pool) throws InterruptedException {
        List<Integer> inputs = IntStream.range(0, 1_000_000).boxed().toList();
        double[] rates = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = System.nanoTime();
            int size = pool.map(x -> x, inputs).size();
            if (round >= 0) {
                rates[round] = size / ((System.nanoTime() - start) / 1e9);
            }
        }
        report("map of 1M ints, default chunk", rates, "items/s");
        List<Integer> fewer = inputs.subList(0, 100_000);
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = System.nanoTime();
            int size = pool.map(x -> x, fewer, 1).size();
            if (round >= 0) {
                rates[round] = size / ((System.nanoTime() - start) / 1e9);
            }
        }
        report("map of 100k ints, chunk 1", rates, "items/s");
    }

    private static void killToError() throws Exception {
        double[] error = new double[KILLS];
        double[] answer = new double[KILLS];
        try (ProcessPool pool = ProcessPool.builder().processes(2).spares(1).build()) {
            for (int i = 0; i < KILLS; i++) {
                pool.map(x -> x, List.of(1, 2, 3, 4));
                CountDownLatch accepted = new CountDownLatch(1);
                ApplyResult<Object> busy = pool.<Object>applyAsync(() -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }, TaskOptions.defaults().acceptCallback(pid -> accepted.countDown()));
                accepted.await();
                long start = System.nanoTime();
                ProcessHandle.of(busy.workerPid().orElseThrow()).orElseThrow().destroyForcibly();
                try {
                    busy.get();
                    throw new IllegalStateException("a killed worker answered");
                } catch (ExecutionException lost) {
                    error[i] = (System.nanoTime() - start) / 1e6;
                }
                pool.apply(() -> 1);
                answer[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        report("SIGKILL of a busy worker to its caller's error", error, "ms");
        report("SIGKILL of a busy worker to the next answer", answer, "ms");
    }

    private static void report(String what, double[] values, String unit) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        System.out.printf(Locale.ROOT, "%-50s %,14.1f %s   (%,.1f to %,.1f)%n", what, sorted[sorted.length / 2], unit,
                sorted[0], sorted[sorted.length - 1]);
    }
}
