package dev.carom.internal.engine;

import static dev.carom.internal.engine.Checker.require;

import dev.carom.DeathCertificate;
import dev.carom.internal.engine.Checker.AttemptView;
import dev.carom.internal.engine.Checker.TaskView;
import dev.carom.internal.engine.Checker.WorkerView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for what a task may end with, and when it must. */
final class OutcomeRules {
    /** How many workers may die, one after the other, before they accept one task. */
    private static final int MOST_UNACCEPTED = 3;

    private final Checker checker;

    /** The task that must have its outcome after this step, and the one that it must be, where that is known. */
    private @Nullable TaskView mustEnd;
    private @Nullable Object mustReport;
    /** Those that have cost too many workers in this step. */
    private final List<TaskView> guilty = new ArrayList<>();
    private boolean terminated;
    private boolean closed;

    OutcomeRules(Checker checker) {
        this.checker = checker;
    }

    // ---- what is seen

    void seen(Event event) {
        mustEnd = null;
        mustReport = null;
        if (event instanceof Event.Finished e) {
            AttemptView attempt = checker.find(e.worker(), e.attempt());
            if (attempt != null && attempt.accepted && !attempt.worker.released) {
                mustEnd(attempt.task);
                mustReport = mustEnd == null ? null : e.outcome();
            }
        } else if (event instanceof Event.Cancel e) {
            TaskView task = checker.view(e.task());
            if (e.mayInterrupt() || notStarted(task)) {
                mustEnd(task);
            }
        } else if (event instanceof Event.Discard e) {
            mustEnd(checker.view(e.task()));
        } else if (event instanceof Event.Terminate e) {
            mustEnd(checker.view(e.task()));
        } else if (event instanceof Event.TerminatePool) {
            terminated = true;
            closed = true;
        } else if (event instanceof Event.Shutdown) {
            closed = true;
        } else if (event instanceof Event.Submit e && closed) {
            mustEnd(checker.view(e.task()));
        }
    }

    /** A worker died by itself when this task was the next that it was to accept. */
    void unaccepted(TaskView task) {
        task.unaccepted++;
        if (task.unaccepted == MOST_UNACCEPTED) {
            guilty.add(task);
        }
    }

    private void mustEnd(TaskView task) {
        if (task.outcome == null) {
            mustEnd = task;
        }
    }

    /** Whether no code of the task can have begun, as far as the pool knows. */
    private boolean notStarted(TaskView task) {
        AttemptView at = task.at;
        return at == null || checker.plan.config.synack() && at.accepted && !at.mayRun(checker.plan);
    }

    void stepTaken(Event event) {
        TaskView task = mustEnd;
        if (task != null && mustReport != null) {
            boolean same = task.outcome == mustReport;
            require(same, Rule.RESULT_WINS, "ended with %s instead of %s", task, task.outcome, mustReport);
        } else if (task != null) {
            require(task.outcome != null, Rule.CALL_ANSWERED, "no outcome after %s", task, event);
        }
        for (TaskView poison : guilty) {
            require(poison.outcome instanceof Outcome.Unaccepted, Rule.POISON, "ended with %s", poison, poison.outcome);
        }
        guilty.clear();
        if (event instanceof Event.TerminatePool) {
            long left = checker.tasks.values().stream().filter(t -> t.submitted && t.outcome == null).count();
            require(left == 0, Rule.CALL_ANSWERED, "%s tasks left", event, left);
        }
    }

    // ---- what is decided

    void completed(Action.Complete a, long now) {
        TaskView task = checker.view(a.task());
        require(task.submitted, Rule.ONE_OUTCOME, "never submitted", a);
        require(task.outcome == null, Rule.ONE_OUTCOME, "it had %s", a, task.outcome);
        require(!task.limitsSet, Rule.LIMITS_PAIR, "its limits still run", a);
        require(isJustified(task, a.outcome(), now), Rule.OUTCOME_JUSTIFIED, "no reason after %s", a, checker.cause);
        if (a.outcome() instanceof Outcome.Lost lost) {
            checkCertificates(task, lost);
        } else if (a.outcome() instanceof Outcome.Unaccepted o) {
            long workers = o.certificates().stream().map(DeathCertificate::worker).distinct().count();
            require(workers == MOST_UNACCEPTED, Rule.TRUE_CERTIFICATE, "%s workers", task, workers);
            require(o.certificates().size() == workers, Rule.TRUE_CERTIFICATE, "one twice", task);
            o.certificates().forEach(certificate -> checkCertificate(task, certificate, 0));
        }
        boolean neverRuns = neverRuns(a.outcome());
        require(!neverRuns || task.begun == 0, Rule.CANCELLED_NEVER_RUNS, "it began %s times before %s", task, task.begun, a.outcome());
        boolean began = task.ran || task.at != null && (task.at.mayRun(checker.plan) || !checker.plan.config.synack());
        require(began || !mayHaveRun(a.outcome()), Rule.OUTCOME_JUSTIFIED, "it cannot have begun", task);
        task.neverRuns = neverRuns || a.outcome() instanceof Outcome.Cancelled && notStarted(task);
        task.outcome = a.outcome();
    }

    /** Whether it says that code of the task may have begun, and may do so wrongly. */
    private static boolean mayHaveRun(Outcome outcome) {
        return outcome instanceof Outcome.Terminated t && t.mayHaveRun()
                || outcome instanceof Outcome.Refused r && r.mayHaveRun()
                || outcome instanceof Outcome.Unaccepted u && u.mayHaveRun()
                || outcome instanceof Outcome.PoolClosed c && c.mayHaveRun();
    }

    /** Whether the outcome says that no code of the task has begun. */
    private static boolean neverRuns(Outcome outcome) {
        return outcome instanceof Outcome.Terminated t && !t.mayHaveRun()
                || outcome instanceof Outcome.Refused r && !r.mayHaveRun()
                || outcome instanceof Outcome.Unaccepted u && !u.mayHaveRun()
                || outcome instanceof Outcome.PoolClosed c && !c.mayHaveRun()
                || outcome instanceof Outcome.PoolBroken;
    }

    private boolean isJustified(TaskView task, Outcome outcome, long now) {
        Event cause = checker.cause;
        AttemptView at = task.at;
        if (outcome instanceof Outcome.Reported o) {
            return cause instanceof Event.Finished e && o == e.outcome()
                    && ((SimLoop.Report) o).task() == SimTask.of(task.task).number;
        } else if (outcome instanceof Outcome.TimedOut o) {
            long limit = o.stalled() ? task.task.stallLimit() : task.task.hardLimit();
            return at != null && at.accepted && limit > 0 && o.elapsed() >= limit && o.limit() == limit
                    && o.pid() == at.worker.pid && (!o.stalled() || now - task.heardAt >= limit);
        } else if (outcome instanceof Outcome.Cancelled) {
            return cause instanceof Event.Cancel e && e.task() == task.task
                            && (e.mayInterrupt() || notStarted(task))
                    || cause instanceof Event.Discard d && d.task() == task.task;
        } else if (outcome instanceof Outcome.Terminated o) {
            return isTerminated(task, o, cause);
        } else if (outcome instanceof Outcome.Refused o) {
            return checker.plan.config.synack() && (o.answered() ? cause instanceof Event.Confirm : unconfirmed(at, now));
        } else if (outcome instanceof Outcome.PoolClosed) {
            return terminated || closed && cause instanceof Event.Submit;
        } else if (outcome instanceof Outcome.PoolBroken) {
            return checker.engine.breakage() != null;
        }
        return outcome instanceof Outcome.Lost || outcome instanceof Outcome.Unaccepted && task.unaccepted == MOST_UNACCEPTED;
    }

    /** Its worker has waited for long enough, and said so or not. */
    private boolean unconfirmed(@Nullable AttemptView at, long now) {
        boolean overdue = at != null && at.accepted && now - at.acceptedAt >= checker.plan.config.confirmTimeout();
        return checker.cause instanceof Event.Returned || checker.cause instanceof Event.Tick && overdue;
    }

    private boolean isTerminated(TaskView task, Outcome.Terminated outcome, @Nullable Event cause) {
        AttemptView at = task.at;
        boolean pidIsRight = outcome.pid() == -1 || at != null && at.worker.pid == outcome.pid();
        boolean asked = cause instanceof Event.Terminate e && e.task() == task.task
                || cause instanceof Event.TerminateWorker t && at != null && at.worker.pid == t.pid()
                || cause instanceof Event.Accepted && at != null && at.worker.pid == outcome.pid();
        return pidIsRight && asked;
    }

    private void checkCertificates(TaskView task, Outcome.Lost lost) {
        List<DeathCertificate> all = lost.certificates();
        int most = task.task.maxDeliveries();
        AttemptView last = task.lost;
        boolean waited = checker.engine.breakage() != null && task.at == null && task.ran; // to run again
        boolean mayHaveRun = waited || last != null && last.mayHaveRun(checker.plan);
        require(mayHaveRun, Rule.OUTCOME_JUSTIFIED, "lost, although it cannot have begun", task);
        boolean again = !terminated && checker.engine.breakage() == null;
        require(all.size() <= most, Rule.TRUE_CERTIFICATE, "%s deliveries", task, all.size());
        require(!again || all.size() == most, Rule.OUTCOME_JUSTIFIED, "lost after %s deliveries", task, all.size());
        require(lost.poison() == (most > 1 && all.size() == most), Rule.TRUE_CERTIFICATE, "poison %s", task, lost.poison());
        for (int i = 0; i < all.size(); i++) {
            checkCertificate(task, all.get(i), i + 1);
        }
    }

    private static void checkCertificate(TaskView task, DeathCertificate certificate, int delivery) {
        WorkerView worker = task.sentTo.get(certificate.worker());
        boolean names = worker != null && worker.down && worker.pid == certificate.pid() && certificate.attempt() == delivery;
        require(names, Rule.TRUE_CERTIFICATE, "of no delivery of this task", certificate);
        require(!certificate.elapsed().isNegative(), Rule.TRUE_CERTIFICATE, "negative time", certificate);
    }
}
