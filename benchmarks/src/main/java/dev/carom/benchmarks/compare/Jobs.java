package dev.carom.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What runs in the workers, beside no-ops. A directory is how they tell what they have reached. */
final class Jobs {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
    private static final long LONG = TimeUnit.MINUTES.toMillis(1);

    private Jobs() {}

    /** Ends once so many workers have come here, each with a job of its own: then all of them have started. */
    static Job<Integer> meet(Path directory, int workers) {
        String name = directory.toString();
        return () -> meet(name, workers);
    }

    private static int meet(String directory, int workers) throws IOException, InterruptedException {
        arrive(directory, ProcessHandle.current().pid() + "-" + Thread.currentThread().getId());
        long start = System.nanoTime();
        while (arrived(directory) < workers) {
            if (System.nanoTime() - start > PATIENCE) {
                throw new IllegalStateException("only " + arrived(directory) + " of " + workers + " workers came");
            }
            Thread.sleep(2);
        }
        return workers;
    }

    /** Leaves the number of its process, and sleeps. */
    static Job<Integer> sleep(Path directory) {
        String name = directory.toString();
        return () -> {
            arrive(name, String.valueOf(ProcessHandle.current().pid()));
            Thread.sleep(LONG);
            return 1;
        };
    }

    /** The process that runs {@link #sleep} with this directory. */
    static long sleeper(Path directory) throws InterruptedException {
        Await.condition(() -> arrived(directory.toString()) == 1);
        String[] names = directory.toFile().list();
        if (names == null) {
            throw new IllegalStateException(directory + " is gone");
        }
        return Long.parseLong(names[0]);
    }

    /** Never ends, and never looks whether it should. */
    static Job<Integer> spin() {
        return () -> {
            while (true) {
                Thread.onSpinWait();
            }
        };
    }

    private static void arrive(String directory, String name) throws IOException {
        Files.createFile(Path.of(directory, name));
    }

    private static int arrived(String directory) {
        String[] names = new File(directory).list();
        return names == null ? 0 : names.length;
    }
}
