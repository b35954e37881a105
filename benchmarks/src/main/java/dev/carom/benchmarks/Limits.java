package dev.carom.benchmarks;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerInfo;
import dev.carom.WorkerOutput;
import dev.carom.WorkerState;
import dev.carom.error.TimeLimitExceededException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How late a hard limit is, for a busy loop and for a sleep that swallows interrupts: from the call to the caller's exception,
 * less the limit, so with the task's way to the worker and the look at its stack; and from the call to the next answer.
 */
public final class Limits {
    private static final int RUNS = 100;
    private static final int WARM_UP = 10;
    private static final Duration LIMIT = Duration.ofMillis(100);
    private static volatile long sink;

    private Limits() {}

    public static void main(String[] args) throws Exception {
        System.out.printf("JDK %s, %d processors, %d runs each, limit %d ms%n", System.getProperty("java.version"),
                ProcessPool.cpuCount(), RUNS, LIMIT.toMillis());
        measure("busy loop", () -> {
            while (true) {
                sink++;
            }
        });
        measure("sleep that swallows interrupts", () -> {
            while (true) {
                try {
                    TimeUnit.HOURS.sleep(1);
                } catch (InterruptedException e) {
                    sink++;
                }
            }
        });
    }

    private static void measure(String what, Task<Integer, RuntimeException> task) throws Exception {
        double[] late = new double[RUNS];
        double[] next = new double[RUNS];
        int stacks = 0;
        try (ProcessPool pool = ProcessPool.builder().processes(1).spares(1).output(WorkerOutput.DISCARD).build()) {
            for (int run = -WARM_UP; run < RUNS; run++) {
                awaitCalm(pool);
                pool.apply(() -> 1);
                long start = System.nanoTime();
                ApplyResult<Integer> result = pool.applyAsync(task, TaskOptions.defaults().timeout(LIMIT));
                TimeLimitExceededException limit = failure(result);
                long over = System.nanoTime();
                pool.apply(() -> 1);
                if (run >= 0) {
                    late[run] = (over - start - LIMIT.toNanos()) / 1e6;
                    next[run] = (System.nanoTime() - start - LIMIT.toNanos()) / 1e6;
                    stacks += limit.getCause() == null ? 0 : 1;
                }
            }
        }
        report(what + ": late by", late);
        report(what + ": next answer after the limit", next);
        System.out.printf("%d of %d with the task's stack%n", stacks, RUNS);
    }

    private static TimeLimitExceededException failure(ApplyResult<Integer> result) throws InterruptedException {
        try {
            throw new IllegalStateException("a task without end answered " + result.get());
        } catch (ExecutionException e) {
            return (TimeLimitExceededException) e.getCause();
        }
    }

    /** Until worker and spare are ready, and what they compile and load of their own accord is done, mostly. */
    private static void awaitCalm(ProcessPool pool) {
        while (pool.workers().stream().map(WorkerInfo::state).filter(WorkerState.IDLE::equals).count() < 2) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }

    private static void report(String what, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        System.out.printf(Locale.ROOT, "%-65s p50 %6.1f   p90 %6.1f   p99 %6.1f   max %6.1f ms%n", what,
                sorted[sorted.length / 2], sorted[sorted.length * 9 / 10], sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1]);
    }
}
