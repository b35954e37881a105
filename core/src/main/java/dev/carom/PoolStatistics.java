package dev.carom;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pool has done since it was made, and what it has to do, at one instant: all figures fit each other. A chunk of a
 * map counts as one task, and so is done where some of its elements failed.
 *
 * @param state of the pool
 * @param processes how many workers should serve
 * @param workers how many there are in each state but {@link WorkerState#DEAD}, spares included; those that are
 *     {@link WorkerState#BUSY} have a task
 * @param spares how many of them are warmed spares
 * @param queued tasks that were not sent to any worker
 * @param oldestQueued how long the first of these has waited; zero where there is none
 * @param tasks how many were taken, and what became of them
 * @param waiting from when a task was taken (or lost its worker, and goes to another one) to when a worker accepted it
 * @param running from when a worker accepted a task to its end; one that was delivered again counts for each time
 * @param exits how many workers have left, for each reason
 * @param recentCrashes crashes in the window of {@code maxRestarts}
 * @param slowestRunning tasks that run, those that run the longest first; 10 at most
 * @param slowestEnded tasks that ended in the last 10 minutes, those that ran the longest first; 10 at most
 * @param lastDeaths workers that {@linkplain WorkerExit#isDeath() crashed or were killed for what they ran}, the last one first;
 *     20 at most
 */
public record PoolStatistics(
        PoolState state,
        int processes,
        Map<WorkerState, Integer> workers,
        int spares,
        int queued,
        Duration oldestQueued,
        Outcomes tasks,
        Times waiting,
        Times running,
        Map<WorkerExit, Long> exits,
        int recentCrashes,
        List<TaskTimes> slowestRunning,
        List<TaskTimes> slowestEnded,
        List<Death> lastDeaths) {

    public PoolStatistics {
        workers = Collections.unmodifiableMap(new EnumMap<>(workers));
        exits = Collections.unmodifiableMap(new EnumMap<>(exits));
        slowestRunning = List.copyOf(slowestRunning);
        slowestEnded = List.copyOf(slowestEnded);
        lastDeaths = List.copyOf(lastDeaths);
    }

    /** How many workers have a task. */
    public int busy() {
        return workers.getOrDefault(WorkerState.BUSY, 0);
    }

    /** How many workers have left for reasons that {@linkplain WorkerExit#isCrash() count as crashes}. */
    public long crashes() {
        return exits.entrySet().stream().filter(e -> e.getKey().isCrash()).mapToLong(Map.Entry::getValue).sum();
    }

    /** How many workers were replaced although nothing was wrong with what they did then, for each such reason. */
    public Map<WorkerExit, Long> recycles() {
        Map<WorkerExit, Long> recycles = new EnumMap<>(exits);
        recycles.keySet().removeIf(exit -> !exit.isRecycling());
        return recycles;
    }

    /** How many workers were, or are to be, replaced, for whatever reason; those that left as the pool ended go uncounted. */
    public long restarts() {
        return exits.entrySet().stream().filter(e -> isReplaced(e.getKey())).mapToLong(Map.Entry::getValue).sum();
    }

    private static boolean isReplaced(WorkerExit exit) {
        return switch (exit) {
            case RECYCLED_IDLE, SHRUNK, POOL_CLOSED -> false;
            default -> true;
        };
    }

    /**
     * What became of the tasks.
     *
     * @param submitted all that were taken
     * @param succeeded returned
     * @param failed threw, or what they returned could not be sent
     * @param timedOut were killed over their hard limit or their stall limit
     * @param cancelled were cancelled by their caller
     * @param terminated were terminated on request
     * @param lost died with their worker, or cost too many of them before one accepted it
     * @param refused were not confirmed, where the pool asks for that ({@code synack})
     * @param rejected did not end, or never ran, as the pool was terminated or broke first
     */
    public record Outcomes(
            long submitted,
            long succeeded,
            long failed,
            long timedOut,
            long cancelled,
            long terminated,
            long lost,
            long refused,
            long rejected) {

        /** How many have their outcome. */
        public long completed() {
            return succeeded + failed + timedOut + cancelled + terminated + lost + refused + rejected;
        }

        /** How many wait or run. */
        public long unfinished() {
            return submitted - completed();
        }
    }

    /** How long something took, all times together. */
    public record Times(long count, Duration total, Duration longest) {

        /** Zero where there was none. */
        public Duration mean() {
            return count == 0 ? Duration.ZERO : total.dividedBy(count);
        }
    }

    /**
     * What a task has spent its time with.
     *
     * @param correlationId null where it was given none
     * @param worker the worker's number
     * @param pid the worker's process id
     * @param attempt counted from 1; above that, it was delivered again
     * @param running whether it runs
     * @param ran how long it has run
     * @param waitedForWorker how long it was in the queue while the worker that took it served others
     * @param waitedForStart how long it was in the queue while that worker was not ready yet
     * @param waitedForAccept from when it was sent to the worker to when that accepted it
     */
    public record TaskTimes(
            @Nullable String correlationId,
            int worker,
            long pid,
            int attempt,
            boolean running,
            Duration ran,
            Duration waitedForWorker,
            Duration waitedForStart,
            Duration waitedForAccept) {}

    /**
     * How a worker died.
     *
     * @param ago how long that is ago
     * @param correlationId of the task that it had begun; null where it had begun none, or that was given none
     * @param certificate its cause, and what was known of it
     */
    public record Death(Duration ago, @Nullable String correlationId, DeathCertificate certificate) {}
}
