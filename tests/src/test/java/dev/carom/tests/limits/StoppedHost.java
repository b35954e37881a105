package dev.carom.tests.limits;

import dev.carom.ApplyResult;
import dev.carom.Pool;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.worker.TaskContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A host that is stopped while its tasks end, and their limits pass. Its arguments: a gate that they wait at, a directory. */
final class StoppedHost {
    /** Each leaves a mark as it has passed the gate: after how many milliseconds. */
    static final int TASKS = 4;

    static final Duration LIMIT = Duration.ofSeconds(5);

    private StoppedHost() {}

    public static void main(String[] args) throws Exception {
        Gate.Door gate = new Gate.Door(args[0]);
        Marks marks = Marks.in(Path.of(args[1]));
        Task<String, Exception> passes = () -> {
            pass(gate, marks);
            return "ended";
        };
        TaskOptions<Object> defaults = TaskOptions.defaults();
        try (ProcessPool pool = ProcessPool.builder().processes(TASKS).stackWait(Duration.ZERO).build()) {
            warm(pool);
            AtomicInteger struck = new AtomicInteger();
            ApplyResult<String> soft =
                    pool.applyAsync(passes, defaults.softTimeout(LIMIT).timeoutCallback(limit -> struck.incrementAndGet()));
            ApplyResult<String> hard = pool.applyAsync(passes, defaults.timeout(LIMIT));
            ApplyResult<String> reports = pool.applyAsync(() -> {
                pass(gate, marks);
                for (int i = 0; i < 12; i++) { // for longer than the limits, all in all
                    TimeUnit.NANOSECONDS.sleep(LIMIT.toNanos() / 10);
                    TaskContext.current().progress(i);
                }
                marks.leave(0); // it has reported all
                return "ended";
            }, defaults.stallTimeout(LIMIT));
            CountDownLatch begun = new CountDownLatch(1);
            Thread announcer = new Thread(() -> announce(List.of(soft, hard, reports), begun));
            announcer.start();
            String applied = pool.apply(passes, defaults.timeout(LIMIT).acceptCallback(pid -> begun.countDown()));

            System.out.println("soft " + soft.join() + ", struck " + struck + "; hard " + hard.join() + "; stall " + reports.join()
                    + "; apply " + applied);
        }
    }

    private static void pass(Gate.Door gate, Marks marks) throws IOException {
        long start = System.nanoTime();
        gate.pass();
        marks.leave(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    /** Every worker has loaded what it needs; this thread reads what it applies by itself. */
    private static void warm(Pool pool) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            pool.map(x -> x, List.of(1, 2, 3, 4), 1);
        }
        for (int i = 0; i < 20; i++) {
            pool.apply(() -> 1);
        }
    }

    private static void announce(List<ApplyResult<String>> results, CountDownLatch begun) {
        try {
            begun.await();
            while (!results.stream().allMatch(ApplyResult::accepted)) {
                Thread.onSpinWait();
            }
            System.out.println("begun");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
