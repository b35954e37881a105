package dev.carom.internal.engine;

import static dev.carom.internal.engine.Checker.require;

import dev.carom.DeathCertificate;
import dev.carom.PoolStatistics;
import dev.carom.WorkerExit;
import dev.carom.internal.engine.Checker.AttemptView;
import dev.carom.internal.engine.Checker.TaskView;
import dev.carom.internal.engine.Checker.WorkerView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The rules for the figures that the engine gives of itself: they are counted here once more, from outside. */
final class CountRules {
    /** Taking the figures costs more than most steps do. */
    private static final int STEPS_BETWEEN_LOOKS = 16;

    private final Checker checker;
    private final Map<WorkerExit, Long> exits = new EnumMap<>(WorkerExit.class);
    private final long[] outcomes = new long[8];
    private long submitted;
    private long waits;
    private long waited;
    private long longestWait;
    private long runs;
    private long ran;
    private long longestRun;
    private long attempts;
    private long attempted;
    private int steps;

    private final Deque<Death> deaths = new ArrayDeque<>();

    /** Those whose worker has said where they are. */
    private final Set<AttemptView> placed = new HashSet<>();

    /** @param placed whether it is known where its task was */
    private record Death(Action.WorkerDown down, long at, boolean placed) {
        boolean isToldAs(PoolStatistics.Death told, long now) {
            Action.Begun with = down.with();
            DeathCertificate certificate = told.certificate();
            return told.ago().toNanos() == now - at
                    && Objects.equals(told.correlationId(), with == null ? null : with.task().label())
                    && certificate.cause() == down.reason() && certificate.worker() == down.worker() && certificate.pid() == down.pid()
                    && certificate.attempt() == (with == null ? 0 : with.delivery())
                    && certificate.elapsed().toNanos() == (with == null ? 0 : with.ran())
                    && certificate.output().contains("(carom: its task was at work)") == placed;
        }
    }

    CountRules(Checker checker) {
        this.checker = checker;
    }

    /** To be called before the others see it, as they note what they see. */
    void seen(Event event, long now) {
        if (event instanceof Event.Submit e) {
            submitted++;
            checker.view(e.task()).waitsSince = now;
        } else if (event instanceof Event.Accepted e) {
            AttemptView attempt = checker.find(e.worker(), e.attempt());
            if (attempt != null && !attempt.accepted && !attempt.worker.down) {
                waits++;
                waited += now - attempt.task.waitsSince;
                longestWait = Math.max(longestWait, now - attempt.task.waitsSince);
                attempt.begunAt = checker.plan.config.synack() ? -1 : now;
            }
        } else if (event instanceof Event.Finished e) {
            AttemptView attempt = checker.find(e.worker(), e.attempt());
            if (attempt != null && attempt.accepted && !attempt.worker.down) {
                ran(e.elapsed());
            }
        } else if (event instanceof Event.StackTaken e) {
            ranAt(e);
        }
    }

    private void ranAt(Event.StackTaken event) {
        AttemptView attempt = checker.find(event.worker(), event.attempt());
        if (attempt != null && attempt.accepted && attempt.isOpen()) {
            placed.add(attempt);
        }
    }

    private void ran(long elapsed) {
        runs++;
        ran += elapsed;
        longestRun = Math.max(longestRun, elapsed);
    }

    /** To be called before the others hear of it. */
    void decided(Action action, long now) {
        if (action instanceof Action.SendConfirm a && a.go()) {
            AttemptView attempt = checker.find(a.worker(), a.attempt());
            if (attempt != null) {
                attempt.begunAt = now;
            }
        } else if (action instanceof Action.Attempted a) {
            require(checker.watched, Rule.FIGURES, "nobody watches", a);
            attempts++;
            attempted += a.times().ran().toNanos();
        } else if (action instanceof Action.Complete a) {
            outcomes[kind(a.outcome())]++;
        } else if (action instanceof Action.WorkerDown a) {
            exits.merge(a.reason(), 1L, Long::sum);
            if (a.reason().isDeath()) {
                boolean placed = checker.view(a.worker(), a).open.values().stream().anyMatch(this.placed::contains);
                deaths.addFirst(new Death(a, now, placed));
            }
            WorkerView worker = checker.view(a.worker(), a);
            worker.open.values().forEach(attempt -> lost(attempt, now));
        }
    }

    private void lost(AttemptView attempt, long now) {
        if (attempt.begunAt >= 0) {
            ran(now - attempt.begunAt);
        }
        if (attempt.mayHaveRun(checker.plan)) {
            attempt.task.waitsSince = now; // for the next worker, if it is delivered again
        }
    }

    private static int kind(Outcome outcome) {
        List<Class<? extends Outcome>> kinds = List.of(Outcome.Reported.class, Outcome.TimedOut.class, Outcome.Cancelled.class,
                Outcome.Terminated.class, Outcome.Lost.class, Outcome.Refused.class);
        for (int i = 0; i < kinds.size(); i++) {
            if (kinds.get(i).isInstance(outcome)) {
                boolean failed = outcome instanceof Outcome.Reported reported && !reported.succeeded();
                return failed ? 7 : i;
            }
        }
        return outcome instanceof Outcome.Unaccepted ? kinds.indexOf(Outcome.Lost.class) : 6;
    }

    void stepTaken(long now) {
        if (++steps % STEPS_BETWEEN_LOOKS == 0) {
            look(now);
        }
    }

    private void look(long now) {
        PoolStatistics seen = checker.engine.statistics(now);
        PoolStatistics.Outcomes expected = new PoolStatistics.Outcomes(submitted, outcomes[0], outcomes[7], outcomes[1],
                outcomes[2], outcomes[3], outcomes[4], outcomes[5], outcomes[6]);
        same(expected, seen.tasks());
        same(checker.engine.unfinished(), seen.tasks().unfinished());
        same(new PoolStatistics.Times(waits, Duration.ofNanos(waited), Duration.ofNanos(longestWait)), seen.waiting());
        same(new PoolStatistics.Times(runs, Duration.ofNanos(ran), Duration.ofNanos(longestRun)), seen.running());
        same(checker.watched ? runs : 0, attempts);
        same(checker.watched ? ran : 0, attempted);
        for (WorkerExit exit : WorkerExit.values()) {
            same(exits.getOrDefault(exit, 0L), seen.exits().get(exit));
        }
        same(checker.engine.workers().size(), seen.workers().values().stream().mapToInt(i -> i).sum());
        same(checker.engine.waiting(), seen.queued());
        queue(seen, now);
        slowest(seen);
        deaths(seen, now);
    }

    private void deaths(PoolStatistics seen, long now) {
        same(Math.min(deaths.size(), LastDeaths.MOST), seen.lastDeaths().size());
        Iterator<Death> expected = deaths.iterator();
        for (PoolStatistics.Death told : seen.lastDeaths()) {
            Death death = expected.next();
            require(death.isToldAs(told, now), Rule.FIGURES, "at %s, not %s", told, now, death);
        }
    }

    private void queue(PoolStatistics seen, long now) {
        boolean some = seen.queued() == 0 && seen.oldestQueued().isZero();
        for (TaskView task : checker.tasks.values()) {
            boolean waits = task.submitted && task.outcome == null && task.at == null;
            some |= waits && seen.oldestQueued().toNanos() == now - task.waitsSince;
        }
        require(some, Rule.FIGURES, "no task has waited for %s", seen, seen.oldestQueued());
    }

    private void slowest(PoolStatistics seen) {
        int most = (int) checker.workers.values().stream().filter(w -> !w.released).count();
        require(seen.slowestRunning().size() <= Math.min(SlowTasks.MOST, most), Rule.FIGURES, "too many run", seen);
        require(seen.slowestEnded().size() <= SlowTasks.MOST, Rule.FIGURES, "too many", seen);
        Duration before = Duration.ofDays(1000);
        for (PoolStatistics.TaskTimes task : seen.slowestEnded()) {
            boolean falls = task.ran().compareTo(before) <= 0 && task.ran().toNanos() <= longestRun;
            boolean times = !task.waitedForWorker().isNegative() && !task.waitedForStart().isNegative()
                    && !task.waitedForAccept().isNegative();
            require(falls && times, Rule.FIGURES, "wrong times", task);
            before = task.ran();
        }
    }

    private static void same(Object counted, Object told) {
        require(counted.equals(told), Rule.FIGURES, "counted %s", told, counted);
    }

    void end(long now) {
        look(now);
    }
}
