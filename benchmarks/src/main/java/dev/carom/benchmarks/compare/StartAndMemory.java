package dev.carom.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** How long workers take to start, and what they take while they are idle. */
final class StartAndMemory {
    private static final int FEW = 2;
    private static final int MANY = 16;
    private static final long SETTLED_MILLIS = 200;

    private StartAndMemory() {}

    /** To be called first: a process that was forked shares what its parent had by then. */
    static void measure(Report report, Contestant contestant, Path directory) {
        if (contestant.hasProcesses()) {
            report.once(() -> memory(contestant, directory), "pss_mb");
        } else {
            report.none("pss_mb");
        }
        report.repeated(() -> start(contestant, directory, FEW), "start_2_ms");
        report.repeated(() -> start(contestant, directory, MANY), "start_16_ms");
    }

    private static double[] start(Contestant contestant, Path directory, int workers) throws Exception {
        Path meeting = Files.createTempDirectory(directory, "start");
        long start = System.nanoTime();
        try (ComparedPool pool = contestant.open(workers, 0)) {
            allAnswer(pool, meeting, workers);
            return new double[] {Timed.millisSince(start)};
        }
    }

    private static void allAnswer(ComparedPool pool, Path meeting, int workers) throws Exception {
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            answers.add(pool.submit(Jobs.meet(meeting, workers)));
        }
        for (Future<Integer> answer : answers) {
            answer.get();
        }
    }

    /** MB of a worker that has answered once. */
    private static double[] memory(Contestant contestant, Path directory) throws Exception {
        try (ComparedPool pool = contestant.open(FEW, 0)) {
            allAnswer(pool, Files.createTempDirectory(directory, "memory"), FEW);
            Thread.sleep(SETTLED_MILLIS);
            List<ProcessHandle> workers = ProcessHandle.current().children().toList();
            if (workers.size() != FEW) {
                throw new IllegalStateException(workers.size() + " processes, not " + FEW);
            }
            double kilobytes = 0;
            for (ProcessHandle worker : workers) {
                kilobytes += proportionalSetSize(worker.pid());
            }
            return new double[] {kilobytes / FEW / 1e3};
        }
    }

    private static long proportionalSetSize(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1000;
            }
        }
        throw new IOException("no Pss of process " + pid);
    }
}
