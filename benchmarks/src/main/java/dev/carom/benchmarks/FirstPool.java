package dev.carom.benchmarks;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the first pool of a JVM takes: fresh JVMs, each of which makes a pool of two, waits for the first answer, and then for so many
 * asynchronous no-op tasks (10,000 and 100,000 in turns, or what the arguments say). Prints medians, and from where to where they
 * are. The class path must hold jars only, as only they have a class-data archive; that is made first.
 */
public final class FirstPool {
    private static final int ROUNDS = 9;
    private static final String IN_CHILD = "in-child";

    /** What a child prints, in this order. */
    private static final List<String> FIGURES = List.of("until the pool is built, ms", "until the first answer, ms",
            "the tasks after it, ms", "processor time of the parent, ms", "processor time of the workers, ms");

    private FirstPool() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && IN_CHILD.equals(args[0])) {
            child(Path.of(args[1]), Integer.parseInt(args[2]));
            return;
        }
        int[] counts = args.length == 0 ? new int[] {10_000, 100_000} : Stream.of(args).mapToInt(Integer::parseInt).toArray();
        Path archives = Files.createTempDirectory("carom-first-pool");
        try {
            makeArchive(archives);
            double[][][] figures = new double[counts.length][FIGURES.size()][ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                for (int i = 0; i < counts.length; i++) {
                    double[] millis = inFreshJvm(archives, counts[i]);
                    for (int figure = 0; round >= 0 && figure < millis.length; figure++) {
                        figures[i][figure][round] = millis[figure];
                    }
                }
            }
            for (int i = 0; i < counts.length; i++) {
                report(counts[i], figures[i]);
            }
        } finally {
            try (Stream<Path> files = Files.list(archives)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(archives);
        }
    }

    private static void makeArchive(Path archives) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).classDataDirectory(archives).build()) {
            pool.apply(() -> 1);
            StartUp.awaitArchive(archives);
        }
    }

    private static double[] inFreshJvm(Path archives, int tasks) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), FirstPool.class.getName(), IN_CHILD, archives.toString(),
                Integer.toString(tasks)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (child.waitFor() != 0) {
            throw new IllegalStateException("a child ended with " + child.exitValue() + " and printed: " + line);
        }
        return Stream.of(line.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static void child(Path archives, int tasks) throws Exception {
        long start = System.nanoTime();
        try (ProcessPool pool = ProcessPool.builder().processes(2).classDataDirectory(archives).build()) {
            long built = System.nanoTime();
            pool.apply(() -> 1);
            long answered = System.nanoTime();
            List<ApplyResult<Integer>> results = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                results.add(pool.applyAsync(() -> 1));
            }
            for (ApplyResult<Integer> result : results) {
                result.get();
            }
            long done = System.nanoTime();
            double parent = processorMillis(ProcessHandle.current());
            double workers = pool.processHandles().stream().mapToDouble(FirstPool::processorMillis).sum();
            System.out.printf(Locale.ROOT, "%f %f %f %f %f%n", (built - start) / 1e6, (answered - start) / 1e6,
                    (done - answered) / 1e6, parent, workers);
        }
    }

    private static double processorMillis(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
    }

    private static void report(int tasks, double[][] figures) {
        System.out.printf(Locale.ROOT, "JDK %s, %d processors, %d JVMs with %,d tasks each%n",
                System.getProperty("java.version"), ProcessPool.cpuCount(), ROUNDS, tasks);
        for (int i = 0; i < FIGURES.size(); i++) {
            Arrays.sort(figures[i]);
            System.out.printf(Locale.ROOT, "%-35s %7.0f   (%.0f to %.0f)%n", FIGURES.get(i), figures[i][ROUNDS / 2],
                    figures[i][0], figures[i][ROUNDS - 1]);
        }
    }
}
