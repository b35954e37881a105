package dev.carom.examples;

import dev.carom.ProcessPool;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A pool with limits, recycling, a restart policy and callbacks. */
public final class ConfiguredPool {
    private ConfiguredPool() {}

    static Void initWorker() {
        System.out.println("Worker " + ProcessHandle.current().pid() + " initialized");
        return null;
    }

    static int longTask(int x) throws InterruptedException {
        Object nothing = new Object();
        synchronized (nothing) {
            nothing.wait(1 + x * 10L); // stands for work
        }
        return x * x;
    }

    public static void main(String[] args) throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(4)
                .initializer(ConfiguredPool::initWorker)
                .timeout(Duration.ofSeconds(30)) // hard limit: the worker is killed
                .softTimeout(Duration.ofSeconds(25)) // soft limit: the task is told, and may clean up
                .maxTasksPerChild(100) // a fresh worker after 100 tasks
                .maxRestarts(5) // five crashes within a second are one too many
                .onProcessUp(pid -> System.out.println("Worker " + pid + " started"))
                .onProcessDown((pid, exitCode) ->
                        System.out.println("Worker " + pid + " stopped with exit code " + exitCode))
                .allowRestart(true)
                .build()) {
            List<Integer> numbers = IntStream.range(0, 20).boxed().toList();
            List<Integer> results = pool.map(ConfiguredPool::longTask, numbers);
            System.out.println("Results: " + results);
        }
    }
}
