package dev.carom.benchmarks;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How long a worker takes from the start of its pool to its first result, with and without a class-data archive, in turns
 * in one run; and how much processor time it has taken by then, which counts on a busy machine. Arguments name classes that
 * an initializer loads and initializes, from whatever else is on the class path. That must hold jars only.
 */
public final class StartUp {
    private static final int ROUNDS = 15;
    private static final long LIMIT = TimeUnit.MINUTES.toNanos(10);

    private StartUp() {}

    public static void main(String[] args) throws Exception {
        Path archives = Files.createTempDirectory("carom-start-up");
        try {
            List<String> classes = List.of(args);
            makeArchive(archives, classes);
            double[][] wall = new double[2][ROUNDS];
            double[][] processor = new double[2][ROUNDS];
            for (int round = -2; round < ROUNDS; round++) {
                for (int with = 0; with < 2; with++) {
                    double[] millis = start(archives, with == 1, classes);
                    if (round >= 0) {
                        wall[with][round] = millis[0];
                        processor[with][round] = millis[1];
                    }
                }
            }
            System.out.printf("JDK %s, %d rounds, medians in ms%n", System.getProperty("java.version"), ROUNDS);
            report("until the first result", wall);
            report("processor time of the worker", processor);
        } finally {
            delete(archives);
        }
    }

    private static ProcessPool pool(Path archives, boolean archive, List<String> classes) {
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1).initializer(StartUp::load, classes);
        return (archive ? builder.classDataDirectory(archives) : builder.classDataArchive(false)).build();
    }

    private static int load(List<String> classes) throws ClassNotFoundException {
        for (String name : classes) {
            Class.forName(name);
        }
        return classes.size();
    }

    private static void makeArchive(Path archives, List<String> classes) throws Exception {
        try (ProcessPool pool = pool(archives, true, classes)) {
            pool.apply(StartUp::processorNanos);
            awaitArchive(archives);
        }
    }

    /** Returns once there is one; a pool makes it that runs meanwhile. */
    public static void awaitArchive(Path archives) throws IOException {
        long start = System.nanoTime();
        while (!hasArchive(archives)) {
            if (System.nanoTime() - start > LIMIT) {
                throw new IllegalStateException("no archive was made; is there a directory on the class path?");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static boolean hasArchive(Path archives) throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.anyMatch(file -> file.toString().endsWith(".jsa"));
        }
    }

    /** Wall-clock and processor time, in ms. */
    private static double[] start(Path archives, boolean archive, List<String> classes) throws Exception {
        long start = System.nanoTime();
        try (ProcessPool pool = pool(archives, archive, classes)) {
            long processor = pool.apply(StartUp::processorNanos);
            return new double[] {(System.nanoTime() - start) / 1e6, processor / 1e6};
        }
    }

    /** Of all threads of this process, which the kernel counts in ns. */
    private static long processorNanos() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.mapToLong(StartUp::processorNanos).sum();
        }
    }

    private static long processorNanos(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void report(String what, double[][] millis) {
        for (double[] values : millis) {
            Arrays.sort(values);
        }
        double without = millis[0][ROUNDS / 2];
        double with = millis[1][ROUNDS / 2];
        System.out.printf(Locale.ROOT, "%-30s without archive %6.0f   with %6.0f   ratio %.2f%n", what, without, with,
                with / without);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
