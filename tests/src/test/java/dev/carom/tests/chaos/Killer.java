package dev.carom.tests.chaos;

import dev.carom.ProcessPool;
import dev.carom.WorkerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Kills a random worker of a pool, again and again, as nobody would who knows of the pool; some are only stopped. Lets the
 * pool be while half of its workers are starting: on a machine that is busy it would kill faster than workers can start.
 */
final class Killer implements AutoCloseable {
    private final ProcessPool pool;
    private final SplittableRandom random;
    private final double stopped;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int kills;
    private int stops;

    /** @param stopped how many of the victims are sent SIGSTOP instead of SIGKILL, 0 to 1 */
    Killer(ProcessPool pool, Duration period, double stopped, SplittableRandom random) {
        this.pool = pool;
        this.stopped = stopped;
        this.random = random;
        clock.scheduleAtFixedRate(this::strike, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void strike() {
        long serving = pool.workers().stream()
                .filter(worker -> worker.state() == WorkerState.IDLE || worker.state() == WorkerState.BUSY).count();
        List<ProcessHandle> workers = pool.processHandles();
        if (workers.isEmpty() || 2 * serving <= pool.processes()) {
            return;
        }
        ProcessHandle victim = workers.get(random.nextInt(workers.size()));
        if (random.nextDouble() < stopped) {
            stops++;
            stop(victim.pid());
        } else if (victim.destroyForcibly()) {
            kills++;
        }
    }

    private static void stop(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -STOP $0", Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized int kills() {
        return kills;
    }

    synchronized int stops() {
        return stops;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the killer does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
