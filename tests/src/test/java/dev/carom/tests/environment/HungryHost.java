package dev.carom.tests.environment;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerOutput;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A host that takes each descriptor as soon as it is free, until a worker was given up that is over its limit, and stands still.
 * Its arguments: a directory, and whether the pool has threads.
 */
final class HungryHost {
    private HungryHost() {}

    /** A task that has left the pids of its child and of its worker, and stands still or is about to. */
    private record Stuck(ApplyResult<Integer> result, Marks marks) {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        boolean threads = Boolean.parseBoolean(args[1]);
        run(directory, threads, false); // to load classes takes descriptors
        Descriptors.loadClasses(ProcessPool.class);
        run(directory, threads, true);
        System.out.println("nothing is left");
    }

    private static void run(Path directory, boolean threads, boolean hungry) throws Exception {
        Set<Long> down = ConcurrentHashMap.newKeySet();
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .spares(0)
                .threads(threads)
                .output(WorkerOutput.DISCARD)
                .timeout(Duration.ofSeconds(1))
                .lostWorkerTimeout(Duration.ofMillis(500))
                .onProcessDown((pid, exitCode) -> down.add(pid))
                .build()) {
            Stuck stuck = stuck(pool, directory, threads);
            AtomicBoolean over = new AtomicBoolean(!hungry);
            Thread eater = new Thread(() -> eat(over));
            eater.start();
            System.out.println(outcome(stuck.result));
            while (!down.contains(stuck.result.workerPid().orElseThrow())) {
                turn(pool, threads);
            }
            over.set(true);
            eater.join();

            List<Long> pids = stuck.marks.all().stream().map(Long::valueOf).toList();
            Waits.until(pids + " are gone", () -> pids.stream().noneMatch(Processes::runs));
        }
    }

    /** Where a busy machine does not let a task come that far before it is over its limit, it is the turn of another one. */
    private static Stuck stuck(ProcessPool pool, Path directory, boolean threads) throws Exception {
        while (true) {
            Marks marks = Marks.in(Files.createTempDirectory(directory, "turn"));
            ApplyResult<Integer> result = pool.applyAsync(() -> standStill(marks));
            while (!result.isDone() && marks.count() < 2) {
                turn(pool, threads);
            }
            if (marks.count() == 2) {
                return new Stuck(result, marks);
            }
        }
    }

    private static void turn(ProcessPool pool, boolean threads) throws InterruptedException {
        if (threads) {
            Thread.yield();
        } else {
            pool.poll(Duration.ofMillis(10));
        }
    }

    private static void eat(AtomicBoolean over) {
        Deque<FileInputStream> held = new ArrayDeque<>();
        while (!over.get()) {
            Descriptors.takeAll(held);
        }
        Descriptors.giveBack(held);
    }

    private static String outcome(ApplyResult<Integer> result) throws InterruptedException {
        try {
            return "returned " + result.get();
        } catch (ExecutionException e) {
            return "failed: " + e.getCause();
        }
    }

    private static int standStill(Marks marks) throws Exception {
        marks.leave(new ProcessBuilder("sleep", "1000").start().pid());
        String own = Long.toString(ProcessHandle.current().pid());
        marks.leave(own);
        new ProcessBuilder("kill", "-STOP", own).start();
        new CountDownLatch(1).await(); // for ever: it is stopped when the kernel comes to it
        return 0;
    }
}
