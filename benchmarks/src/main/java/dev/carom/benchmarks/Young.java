package dev.carom.benchmarks;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a JVM's first pool does in its first seconds, while compilers are at work: all kinds of tasks in turns, for as many seconds
 * as the first argument says (8). Run it several times, in turns with what it is compared with.
 */
public final class Young {
    private static final int APPLIES = 1000;
    private static final int TASKS = 20_000;
    private static final int INPUTS = 1_000_000;
    private static final int ECHOES = 10;

    private final ProcessPool pool;
    private final List<Integer> inputs = IntStream.range(0, INPUTS).boxed().toList();
    private final byte[] array = new byte[1 << 20];

    private Young(ProcessPool pool) {
        this.pool = pool;
    }

    private interface Work {
        void run() throws Exception;
    }

    /** One kind of task: {@code count} of them at a time. */
    private static final class Kind {
        private final String name;
        private final int count;
        private final Work work;
        private long nanos;

        Kind(String name, int count, Work work) {
            this.name = name;
            this.count = count;
            this.work = work;
        }

        void run() throws Exception {
            long start = System.nanoTime();
            work.run();
            nanos += System.nanoTime() - start;
        }
    }

    public static void main(String[] args) throws Exception {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 8;
        try (ProcessPool pool = ProcessPool.builder().processes(2).build()) {
            new Young(pool).run(TimeUnit.SECONDS.toNanos(seconds));
        }
    }

    private void run(long nanos) throws Exception {
        List<Kind> kinds = List.of(
                new Kind("apply", APPLIES, this::apply),
                new Kind("async", TASKS, this::async),
                new Kind("map", INPUTS, () -> pool.map(x -> x, inputs)),
                new Kind("map, chunk 1", TASKS, () -> pool.map(x -> x, inputs.subList(0, TASKS), 1)),
                new Kind("echo of 1 MiB", ECHOES, this::echo));
        long start = System.nanoTime();
        int rounds = 0;
        while (System.nanoTime() - start < nanos) {
            for (Kind kind : kinds) {
                kind.run();
            }
            rounds++;
        }
        System.out.printf("rounds/s %.2f%n", rounds / ((System.nanoTime() - start) / 1e9));
        for (Kind kind : kinds) {
            System.out.printf("%s %.3f us%n", kind.name, kind.nanos / 1e3 / rounds / kind.count);
        }
    }

    private void apply() throws Exception {
        for (int i = 0; i < APPLIES; i++) {
            pool.apply(() -> 1);
        }
    }

    private void async() throws Exception {
        List<ApplyResult<Integer>> results = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            results.add(pool.applyAsync(() -> 1));
        }
        for (ApplyResult<Integer> result : results) {
            result.get();
        }
    }

    private void echo() throws Exception {
        for (int i = 0; i < ECHOES; i++) {
            pool.apply(x -> x, array);
        }
    }
}
