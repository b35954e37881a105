package dev.carom.tests.environment;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerOutput;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.io.FileInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A host that takes each descriptor as soon as it is free, until a worker was given up that is over its limit, and stands still.
 * Its arguments: a directory, and whether the pool has threads.
 */
final class HungryHost {
    private HungryHost() {}

    public static void main(String[] args) throws Exception {
        boolean threads = Boolean.parseBoolean(args[1]);
        run(Marks.in(Path.of(args[0])), threads, false); // to load classes takes descriptors
        Descriptors.loadClasses(ProcessPool.class);
        run(new Marks(args[0] + "/others"), threads, true);
        System.out.println("nothing is left");
    }

    private static void run(Marks marks, boolean threads, boolean hungry) throws Exception {
        CountDownLatch down = new CountDownLatch(1);
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .spares(0)
                .threads(threads)
                .output(WorkerOutput.DISCARD)
                .timeout(Duration.ofSeconds(1))
                .lostWorkerTimeout(Duration.ofMillis(500))
                .onProcessDown((pid, exitCode) -> down.countDown())
                .build()) {
            ApplyResult<Integer> stuck = pool.applyAsync(() -> standStill(marks));
            while (marks.count() < 2) {
                turn(pool, threads);
            }
            AtomicBoolean over = new AtomicBoolean(!hungry);
            Thread eater = new Thread(() -> eat(over));
            eater.start();
            System.out.println(outcome(stuck));
            while (down.getCount() > 0) {
                turn(pool, threads);
            }
            over.set(true);
            eater.join();

            List<Long> pids = marks.all().stream().map(Long::valueOf).toList();
            Waits.until(pids + " are gone", () -> pids.stream().noneMatch(Processes::runs));
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
