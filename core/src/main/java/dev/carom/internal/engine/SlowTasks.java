package dev.carom.internal.engine;

import dev.carom.PoolStatistics.TaskTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The slowest of the tasks that have ended lately. */
final class SlowTasks {
    /** How many are told of. */
    static final int MOST = 10;
    /** What ended longer ago is forgotten. */
    private static final long LATELY = 600_000_000_000L;

    private static final Comparator<TaskTimes> SLOWEST_FIRST = Comparator.comparing(TaskTimes::ran).reversed();

    private record Entry(long endedAt, TaskTimes times) {}

    private final List<Entry> entries = new ArrayList<>(MOST);
    /** What is not slower than this is not among them, while none of them is to be forgotten. */
    private long bar = -1;
    private long forgetAt = Deadlines.NEVER;

    /** Whether a task that ran so long is one of them. */
    boolean concerns(long now, long ran) {
        return ran > bar || now >= forgetAt;
    }

    void add(long now, TaskTimes times) {
        forget(now);
        entries.add(new Entry(now, times));
        if (entries.size() > MOST) {
            entries.remove(fastest());
        }
        bar = entries.size() < MOST ? -1 : entries.get(fastest()).times.ran().toNanos();
        forgetAt = Deadlines.NEVER;
        for (Entry entry : entries) {
            forgetAt = Math.min(forgetAt, entry.endedAt + LATELY);
        }
    }

    private void forget(long now) {
        entries.removeIf(entry -> now - entry.endedAt >= LATELY);
    }

    private int fastest() {
        int fastest = 0;
        for (int i = 1; i < entries.size(); i++) {
            if (SLOWEST_FIRST.compare(entries.get(i).times, entries.get(fastest).times) > 0) {
                fastest = i;
            }
        }
        return fastest;
    }

    List<TaskTimes> list(long now) {
        return entries.stream()
                .filter(entry -> now - entry.endedAt < LATELY)
                .map(Entry::times)
                .sorted(SLOWEST_FIRST)
                .toList();
    }

    /** Of those that run now. */
    static List<TaskTimes> running(long now, Iterable<Worker> workers) {
        List<TaskTimes> all = new ArrayList<>();
        for (Worker worker : workers) {
            Attempt attempt = worker.running;
            if (attempt != null && attempt.began) {
                all.add(times(attempt, now - attempt.since, true));
            }
        }
        all.sort(SLOWEST_FIRST);
        return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
    }

    /** Of an attempt that its worker has accepted, and has not begun another one since. */
    static TaskTimes times(Attempt attempt, long ran, boolean running) {
        Worker worker = attempt.worker;
        EngineTask task = attempt.task;
        long sentAt = worker.runningSentAt;
        long forStart = Math.max(0, Math.min(sentAt, worker.readyAt) - task.queuedAt);
        return new TaskTimes(task.label(), worker.id, worker.pid, task.lostDeliveries() + 1, running, Duration.ofNanos(ran),
                Duration.ofNanos(sentAt - task.queuedAt - forStart), Duration.ofNanos(forStart),
                Duration.ofNanos(worker.runningAcceptedAt - sentAt));
    }
}
