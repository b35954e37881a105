package dev.carom.internal.engine;

import dev.carom.DeathCertificate;
import dev.carom.PoolStatistics.Death;
import dev.carom.PoolStatistics.Outcomes;
import dev.carom.PoolStatistics.TaskTimes;
import dev.carom.PoolStatistics.Times;
import dev.carom.WorkerExit;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has happened in the pool so far, in figures. All are numbers that are added to where something happens anyway: nothing
 * is allocated for a task, unless it is one of the slowest.
 */
final class Tally {
    private static final WorkerExit[] EXITS = WorkerExit.values();

    private long submitted;
    private long succeeded;
    private long failed;
    private long timedOut;
    private long cancelled;
    private long terminated;
    private long lost;
    private long refused;
    private long rejected;

    private final Sum waits = new Sum();
    private final Sum runs = new Sum();
    private final long[] exits = new long[EXITS.length];
    private final SlowTasks slow = new SlowTasks();
    private final LastDeaths deaths = new LastDeaths();

    /** Of times in nanoseconds. */
    private static final class Sum {
        private long count;
        private long total;
        private long longest;

        void add(long nanos) {
            count++;
            total += nanos;
            longest = Math.max(longest, nanos);
        }

        Times times() {
            return new Times(count, Duration.ofNanos(total), Duration.ofNanos(longest));
        }
    }

    void submitted() {
        submitted++;
    }

    /** A worker accepted a task that had waited for so long. */
    void accepted(long waited) {
        waits.add(waited);
    }

    /** What a worker accepted is over, and took so long. */
    void ran(long now, Attempt attempt, long elapsed) {
        long ran = Math.max(0, elapsed);
        runs.add(ran);
        if (slow.concerns(now, ran)) {
            slow.add(now, SlowTasks.times(attempt, ran, false));
        }
    }

    void exited(WorkerExit why) {
        exits[why.ordinal()]++;
    }

    /** A worker died that had begun the task with this label; null where it had none, or that has none. */
    void died(long now, @Nullable String label, DeathCertificate certificate) {
        deaths.add(now, label, certificate);
    }

    void completed(Outcome outcome) {
        if (outcome instanceof Outcome.Reported reported) {
            if (reported.succeeded()) {
                succeeded++;
            } else {
                failed++;
            }
        } else if (outcome instanceof Outcome.TimedOut) {
            timedOut++;
        } else if (outcome instanceof Outcome.Cancelled) {
            cancelled++;
        } else if (outcome instanceof Outcome.Terminated) {
            terminated++;
        } else if (outcome instanceof Outcome.Lost || outcome instanceof Outcome.Unaccepted) {
            lost++;
        } else if (outcome instanceof Outcome.Refused) {
            refused++;
        } else {
            rejected++;
        }
    }

    // ---- what can be seen

    Outcomes outcomes() {
        return new Outcomes(submitted, succeeded, failed, timedOut, cancelled, terminated, lost, refused, rejected);
    }

    Times waiting() {
        return waits.times();
    }

    Times running() {
        return runs.times();
    }

    Map<WorkerExit, Long> exits() {
        Map<WorkerExit, Long> counts = new EnumMap<>(WorkerExit.class);
        for (WorkerExit exit : EXITS) {
            counts.put(exit, exits[exit.ordinal()]);
        }
        return counts;
    }

    List<TaskTimes> slowestEnded(long now) {
        return slow.list(now);
    }

    List<Death> lastDeaths(long now) {
        return deaths.list(now);
    }
}
