package dev.carom.benchmarks.compare;

import static dev.carom.benchmarks.compare.Timed.seconds;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What a pool of 2 workers does once it runs. */
final class Throughput {
    private static final int WORKERS = 2;
    private static final int APPLIES = 2_000;

    /** By each of two callers, each time that the pool is warmed up by them. */
    private static final int WARM_UP_APPLIES = 200;

    private static final int FIRST = 20_000;
    private static final int ITEMS = 1_000_000;
    private static final int ECHOES = 20;

    private final Report report;
    private final ComparedPool pool;
    private final int tasks;
    private final int warmUpTasks;
    private final List<Integer> inputs = IntStream.range(0, ITEMS).boxed().toList();
    private final byte[] small = new byte[1 << 20];
    private final byte[] large = new byte[64 << 20];

    private Throughput(Report report, ComparedPool pool, int tasks, int warmUpTasks) {
        this.report = report;
        this.pool = pool;
        this.tasks = tasks;
        this.warmUpTasks = warmUpTasks;
    }

    /**
     * @param tasks how many are asynchronous in a warm pool, and at most in a new one, and how many inputs are mapped one by one
     * @param warmUpTasks the same, each time that the pool is warmed up by them; 100 times as many with the default chunk
     */
    static void measure(Report report, Contestant contestant, int tasks, int warmUpTasks) throws Exception {
        try (ComparedPool pool = contestant.open(WORKERS, 0)) {
            Throughput throughput = new Throughput(report, pool, tasks, warmUpTasks);
            throughput.measureFirst();
            throughput.warmUp();
            throughput.measure();
        }
    }

    private void warmUp() throws Exception {
        report.warmUp("apply_p50_us", pool::apply);
        report.warmUp("async_per_s", () -> pool.async(warmUpTasks));
        report.warmUp("map_per_s", () -> pool.map(inputs.subList(0, Math.min(ITEMS, 100 * warmUpTasks)), 0));
        report.warmUp("map_chunk1_per_s", () -> pool.map(inputs.subList(0, warmUpTasks), 1));
        report.warmUp("echo_1mib_ms", () -> pool.echo(small));
        report.warmUp("apply_2_per_s", () -> twoCallers(WARM_UP_APPLIES));
    }

    /** As long as nothing is warm. */
    private void measureFirst() {
        report.once(() -> tasksPerSecond(Math.min(FIRST, tasks)), "async_first_per_s");
    }

    private void measure() {
        report.repeatedWhileItWarmsUp(() -> echoes(large, 1), "echo_64mib_ms");
        report.repeated(this::applies, "apply_p50_us", "apply_p99_us");
        report.repeated(() -> new double[] {2 * APPLIES / seconds(() -> twoCallers(APPLIES))}, "apply_2_per_s");
        report.repeated(() -> tasksPerSecond(tasks), "async_per_s");
        report.repeated(() -> rate(inputs, 0), "map_per_s");
        report.repeated(() -> rate(inputs.subList(0, tasks), 1), "map_chunk1_per_s");
        report.repeated(() -> echoes(small, ECHOES), "echo_1mib_ms");
    }

    private double[] tasksPerSecond(int number) throws Exception {
        return new double[] {number / seconds(() -> pool.async(number))};
    }

    private double[] applies() throws Exception {
        double[] micros = new double[APPLIES];
        for (int i = 0; i < APPLIES; i++) {
            micros[i] = 1e6 * seconds(pool::apply);
        }
        return percentiles(micros);
    }

    /** The 50th and the 99th. */
    static double[] percentiles(double[] micros) {
        Arrays.sort(micros);
        return new double[] {micros[micros.length / 2], micros[micros.length * 99 / 100]};
    }

    private void twoCallers(int times) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            Future<?> other = callers.submit(() -> caller(times));
            callers.submit(() -> caller(times)).get();
            other.get();
        } finally {
            callers.shutdown();
        }
    }

    private Void caller(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            pool.apply();
        }
        return null;
    }

    private double[] rate(List<Integer> items, int chunk) throws Exception {
        return new double[] {items.size() / seconds(() -> check(pool.map(items, chunk), items.size()))};
    }

    private double[] echoes(byte[] bytes, int times) throws Exception {
        return new double[] {
            1e3 / times * seconds(() -> {
                for (int i = 0; i < times; i++) {
                    check(pool.echo(bytes).length, bytes.length);
                }
            })
        };
    }

    private static void check(int answered, int wanted) {
        if (answered != wanted) {
            throw new IllegalStateException(answered + " answered of " + wanted);
        }
    }
}
