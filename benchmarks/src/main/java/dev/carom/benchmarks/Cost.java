package dev.carom.benchmarks;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * What a round costs beside its time: bytes that the parent allocates, its page faults, the processor time of both sides. Round
 * after round, as young processes pay for compilers and for memory that is touched for the first time. Linux only.
 *
 * <p>Arguments: {@code async}, {@code apply}, {@code map}, {@code echo} or {@code echo-doubles}, the number of tasks, inputs or
 * bytes, and for {@code apply} how many threads call, for {@code map} the size of a chunk (0: the pool's own choice), for an echo
 * how often in a round; for how many microseconds callers and workers poll (0, the default: not at all).
 */
public final class Cost {
    private static final int ROUNDS = 20;

    private Cost() {}

    public static void main(String[] args) throws Exception {
        String what = args.length > 0 ? args[0] : "async";
        int n = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        int third = args.length > 2 ? Integer.parseInt(args[2]) : "map".equals(what) ? 0 : 1;
        boolean echo = what.startsWith("echo");
        Object payload = !echo ? "" : what.endsWith("-doubles") ? new double[n / Double.BYTES] : new byte[n];
        List<Integer> inputs = IntStream.range(0, "map".equals(what) ? n : 0).boxed().toList();
        Duration spin = Duration.of(args.length > 3 ? Integer.parseInt(args[3]) : 0, ChronoUnit.MICROS);
        System.out.printf("JDK %s, %d processors, %s of %,d%n", System.getProperty("java.version"), ProcessPool.cpuCount(), what, n);
        try (ProcessPool pool = ProcessPool.builder().processes(2).spin(spin).build()) {
            pool.apply(() -> 1); // the workers that are looked at below are there
            for (int round = 0; round < ROUNDS; round++) {
                Snapshot before = Snapshot.take(pool);
                switch (what) {
                    case "async" -> async(pool, n);
                    case "apply" -> apply(pool, n, third);
                    case "map" -> map(pool, inputs, third);
                    case "echo", "echo-doubles" -> echo(pool, payload, third);
                    default -> throw new IllegalArgumentException("async, apply, map, echo or echo-doubles, not " + what);
                }
                Snapshot.take(pool).print(before, echo ? (long) n * third : n);
            }
        }
    }

    private static void async(ProcessPool pool, int n) throws Exception {
        List<ApplyResult<Integer>> results = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            results.add(pool.applyAsync(() -> 1));
        }
        for (ApplyResult<Integer> result : results) {
            result.get();
        }
    }

    private static void apply(ProcessPool pool, int n, int callers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            Callable<Void> share = () -> {
                for (int i = 0; i < n / callers; i++) {
                    pool.apply(() -> 1);
                }
                return null;
            };
            for (Future<Void> caller : threads.invokeAll(Collections.nCopies(callers, share))) {
                caller.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void map(ProcessPool pool, List<Integer> inputs, int chunkSize) throws Exception {
        if (chunkSize > 0) {
            pool.map(x -> x, inputs, chunkSize);
        } else {
            pool.map(x -> x, inputs);
        }
    }

    private static void echo(ProcessPool pool, Object payload, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            pool.apply(() -> payload);
        }
    }

    private record Snapshot(long nanos, long allocated, long faults, long parentCpu, long workersCpu) {
        static Snapshot take(ProcessPool pool) throws IOException {
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = 0;
            for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
                allocated += Math.max(0, bytes); // -1: the thread has ended meanwhile
            }
            String stat = Files.readString(Path.of("/proc/self/stat"));
            long faults = Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
            return new Snapshot(System.nanoTime(), allocated, faults, cpu(ProcessHandle.current()),
                    pool.workers().stream().mapToLong(w -> ProcessHandle.of(w.pid()).map(Snapshot::cpu).orElse(0L)).sum());
        }

        private static long cpu(ProcessHandle process) {
            return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
        }

        void print(Snapshot before, long n) {
            double seconds = (nanos - before.nanos) / 1e9;
            System.out.printf(Locale.ROOT, "%,14.0f /s  %,8.1f B allocated for each  %,8d page faults  %,6d ms parent  %,6d ms workers%n",
                    n / seconds, (allocated - before.allocated) / (double) n, faults - before.faults,
                    (parentCpu - before.parentCpu) / 1_000_000, (workersCpu - before.workersCpu) / 1_000_000);
        }
    }
}
