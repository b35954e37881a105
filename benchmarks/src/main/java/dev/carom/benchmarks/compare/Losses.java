package dev.carom.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a caller notices of a worker that is lost or takes too long; of a pool that has no other one to go on with. */
final class Losses {
    private static final Duration LIMIT = Duration.ofMillis(300);

    private Losses() {}

    static void measure(Report report, Contestant contestant, Path directory) {
        if (contestant.hasProcesses()) {
            report.repeated(() -> kill(contestant, directory, 0), "kill_error_ms", "kill_answer_ms");
        } else {
            report.none("kill_error_ms", "kill_answer_ms");
        }
        if (contestant.hasSpares()) {
            report.repeated(() -> new double[] {kill(contestant, directory, 1)[1]}, "kill_answer_spare_ms");
        } else {
            report.none("kill_answer_spare_ms");
        }
        if (contestant.hasHardLimit()) {
            report.repeated(() -> lateness(contestant), "limit_late_ms");
        } else {
            report.none("limit_late_ms");
        }
    }

    /** From the SIGKILL of a busy worker to its caller's error, and to the answer to a task that is sent at once. */
    private static double[] kill(Contestant contestant, Path directory, int spares) throws Exception {
        Path place = Files.createTempDirectory(directory, "kill");
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try (ComparedPool pool = contestant.open(1, spares)) {
            pool.apply();
            Future<Integer> busy = pool.submit(Jobs.sleep(place));
            ProcessHandle worker = ProcessHandle.of(Jobs.sleeper(place)).orElseThrow();
            long start = System.nanoTime();
            worker.destroyForcibly();
            Future<Double> error = callers.submit(() -> ended(busy, start, false));
            Future<Double> answer = callers.submit(() -> ended(pool.submit(() -> 1), start, true));
            return new double[] {error.get(), answer.get()};
        } finally {
            callers.shutdown();
        }
    }

    private static double[] lateness(Contestant contestant) throws Exception {
        try (ComparedPool pool = contestant.open(1, 0)) {
            pool.apply();
            long due = System.nanoTime() + LIMIT.toNanos();
            return new double[] {ended(pool.submit(Jobs.spin(), LIMIT), due, false)};
        }
    }

    /** When it ended after {@code start} in ms, as it should: with an answer, or with an error. */
    private static double ended(Future<?> result, long start, boolean wellExpected) throws InterruptedException {
        boolean well;
        try {
            result.get(Math.round(Report.BOUND_MILLIS - Timed.millisSince(start)), TimeUnit.MILLISECONDS);
            well = true;
        } catch (ExecutionException e) {
            well = false;
        } catch (TimeoutException e) {
            return Report.BEYOND;
        }
        return well == wellExpected ? Timed.millisSince(start) : Report.UNEXPECTED;
    }
}
