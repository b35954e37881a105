package dev.carom.examples;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.TerminatedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** A pool that grows, shrinks and restarts while it works, and a task that is ended on request. */
public final class PoolManagement {
    private PoolManagement() {}

    static int endless() throws InterruptedException {
        Object nothing = new Object();
        synchronized (nothing) {
            while (true) {
                nothing.wait();
            }
        }
    }

    public static void main(String[] args) throws Exception {
        ProcessPool pool = ProcessPool.builder().processes(2).allowRestart(true).build();
        try {
            CountDownLatch accepted = new CountDownLatch(1);
            ApplyResult<Integer> hanging = pool.applyAsync(
                    PoolManagement::endless, TaskOptions.defaults().acceptCallback(pid -> accepted.countDown()));
            accepted.await();

            System.out.println("Growing pool...");
            pool.grow(2);
            System.out.println("Processes: " + pool.processes());

            System.out.println("Shrinking pool...");
            pool.shrink(1);
            System.out.println("Processes: " + pool.processes());

            pool.terminateJob(hanging.workerPid().orElseThrow());
            try {
                hanging.get();
            } catch (ExecutionException e) {
                TerminatedException terminated = (TerminatedException) e.getCause();
                System.out.println("The hanging task was terminated by signal " + terminated.signal());
            }

            System.out.println("Restarting pool...");
            pool.restart();
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(pool.applyAsync(x -> x + 1, i));
            }
            int sum = 0;
            for (ApplyResult<Integer> result : results) {
                sum += result.get();
            }
            System.out.println("Sum: " + sum);

            pool.shutdown(); // orderly: what was submitted is done
            pool.join();
        } finally {
            pool.terminate(); // at once: does nothing to a pool that has ended
            pool.join();
        }
        System.out.println("State: " + pool.state());
    }
}
