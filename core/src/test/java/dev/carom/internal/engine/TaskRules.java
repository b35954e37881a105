package dev.carom.internal.engine;

import static dev.carom.internal.engine.Checker.require;

import dev.carom.internal.engine.Checker.AttemptView;
import dev.carom.internal.engine.Checker.TaskView;
import dev.carom.internal.engine.Checker.WorkerView;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The rules for where a task goes, and what is said of it on its way. */
final class TaskRules {
    private final Checker checker;
    private final OutcomeRules outcomeRules;

    TaskRules(Checker checker, OutcomeRules outcomeRules) {
        this.checker = checker;
        this.outcomeRules = outcomeRules;
    }

    // ---- what is seen

    void seen(Event event, long now) {
        if (event instanceof Event.Submit e) {
            checker.view(e.task()).submitted = true;
        } else if (event instanceof Event.Accepted e) {
            AttemptView attempt = checker.find(e.worker(), e.attempt());
            if (attempt != null) {
                attempt.accepted = true;
                attempt.acceptedAt = now;
            }
        } else if (event instanceof Event.Finished e) {
            recycle(checker.find(e.worker(), e.attempt()), e.rss());
            over(e.worker(), e.attempt());
        } else if (event instanceof Event.Exiting e) {
            checker.workers.get(e.worker()).exits = true;
        } else if (event instanceof Event.ThreadsLeft e) {
            checker.workers.get(e.worker()).threadsLeft = true;
        } else if (event instanceof Event.Returned e) {
            over(e.worker(), e.attempt());
        } else if (event instanceof Event.Progress e) {
            AttemptView attempt = checker.find(e.worker(), e.attempt());
            if (attempt != null && attempt.mayRun(checker.plan)) {
                attempt.task.heardAt = now;
            }
        }
    }

    /** What ran in the worker makes it one that is to be replaced. */
    private void recycle(AttemptView attempt, long rss) {
        if (attempt != null && attempt.accepted) {
            EngineConfig config = checker.plan.config;
            boolean raised = config.lifespan().recycleAfterRaise() && attempt.softStruck;
            attempt.worker.outdated |= raised || attempt.worker.threadsLeft || config.lifespan().maxMemory() > 0 && rss > config.lifespan().maxMemory();
        }
    }

    private void over(int worker, long id) {
        AttemptView attempt = checker.find(worker, id);
        if (attempt != null) {
            over(attempt);
        }
    }

    private static void over(AttemptView attempt) {
        attempt.worker.open.remove(attempt.id);
        if (attempt.task.at == attempt) {
            attempt.task.at = null;
        }
    }

    // ---- what is decided

    void decided(Action action, long now) {
        if (action instanceof Action.SendTask a) {
            sent(a);
        } else if (action instanceof Action.SendRevoke a) {
            AttemptView attempt = checker.find(a.worker(), a.attempt());
            if (attempt != null) {
                attempt.revokedAt = now;
            }
        } else if (action instanceof Action.SendConfirm a) {
            AttemptView attempt = checker.find(a.worker(), a.attempt());
            if (attempt != null) {
                attempt.confirmed = a.go();
                attempt.refusedAt = a.go() ? -1 : now;
            }
            boolean asked = checker.cause instanceof Event.Confirm e && (e.attempt() == a.attempt() || e.attempt() == 0);
            require(!a.go() || asked, Rule.CANCELLED_NEVER_RUNS, "nobody confirmed this attempt", a);
        } else if (action instanceof Action.Accepted a) {
            accepted(a);
        } else if (action instanceof Action.LimitsSet a) {
            limitsSet(spoken(a.task(), a), now);
        } else if (action instanceof Action.LimitsCancelled a) {
            limitsCancelled(spoken(a.task(), a), now);
        } else if (action instanceof Action.Progressed a) {
            boolean said = checker.cause instanceof Event.Progress e && e.value() == a.value();
            require(said && spoken(a.task(), a).at != null, Rule.OUTCOME_JUSTIFIED, "nobody reported this", a);
        } else if (action instanceof Action.LimitPassed a) {
            require(spoken(a.task(), a).limitsSet, Rule.LIMITS_PAIR, "passed, but not set", a);
        } else if (action instanceof Action.WorkerDown a) {
            WorkerView worker = checker.view(a.worker(), a);
            EngineTask named = a.with() == null ? null : a.with().task();
            AttemptView begun = worker.open.values().stream().filter(o -> o.begunAt >= 0).findFirst().orElse(null);
            require(named == (begun == null ? null : begun.task.task), Rule.DEATH_NAMES_TASK, "it had begun %s", a, begun);
            AttemptView next = next(worker);
            if (next != null && a.reason().isCrash() && next.task.outcome == null && !worker.exits) {
                outcomeRules.unaccepted(next.task);
            }
            for (AttemptView attempt : worker.open.values().stream().toList()) {
                attempt.task.ran |= attempt.mayHaveRun(checker.plan) && attempt.task.outcome == null;
                attempt.task.lost = attempt;
                over(attempt);
            }
        }
    }

    /** What the worker was to accept next, if it had nothing else to do, and if that surely did not begin; otherwise null. */
    private @Nullable AttemptView next(WorkerView worker) {
        boolean free = worker.open.values().stream().noneMatch(o -> o.accepted || o.mayHaveRun(checker.plan));
        return free ? worker.open.values().stream().min(Comparator.comparing(o -> o.id)).orElse(null) : null;
    }

    private TaskView spoken(EngineTask task, Action action) {
        TaskView view = checker.view(task);
        require(view.outcome == null, Rule.SILENT_AFTER_OUTCOME, "it had %s", action, view.outcome);
        return view;
    }

    private void sent(Action.SendTask a) {
        WorkerView worker = checker.view(a.worker(), a);
        TaskView task = spoken(a.task(), a);
        boolean ready = worker.up && !worker.isEnding() && !worker.outdated;
        require(ready, Rule.SENT_TO_READY, "the worker takes no tasks", a);
        require(task.at == null, Rule.ONE_ATTEMPT, "it is at a worker already", a);
        boolean alone = worker.open.isEmpty() || !task.isSuspect() && worker.open.values().stream().noneMatch(o -> o.task.isSuspect());
        require(alone, Rule.QUARANTINE, "together with %s", a, worker.open.size());
        boolean chosen = checker.cause instanceof Event.Submit e && e.task() == a.task() && worker.open.isEmpty();
        require(!chosen || !restsWarm(a.task().preferredWorker(), worker), Rule.BEST_CHOICE, "its caller's last worker rests", a);
        AttemptView attempt = new AttemptView(a.attempt(), task, worker);
        task.at = attempt;
        task.sentTo.put(worker.id, worker);
        worker.open.put(attempt.id, attempt);
        long drain = a.task().lostWorkerTimeout();
        worker.shortestDrain = drain > 0 ? Math.min(drain, worker.shortestDrain) : worker.shortestDrain;
        int most = checker.plan.config.synack() ? 1 : checker.plan.config.prefetch();
        require(worker.open.size() <= most, Rule.PREFETCH, "%s tasks at worker %s", a, worker.open.size(), worker.id);
    }

    private boolean restsWarm(int id, WorkerView other) {
        WorkerView worker = checker.workers.get(id);
        return worker != null && worker != other && worker.restsWarm && worker.open.isEmpty();
    }

    private void accepted(Action.Accepted a) {
        TaskView task = spoken(a.task(), a);
        boolean known = task.at != null && task.at.id == a.attempt() && task.at.accepted;
        require(known, Rule.OUTCOME_JUSTIFIED, "no worker accepted this attempt", a);
        require(a.decide() == checker.plan.config.synack(), Rule.OUTCOME_JUSTIFIED, "asks without need, or does not ask", a);
    }

    private void limitsSet(TaskView task, long now) {
        EngineTask terms = task.task;
        require(!task.limitsSet, Rule.LIMITS_PAIR, "set twice", task);
        boolean any = terms.softLimit() > 0 || terms.hardLimit() > 0 || terms.stallLimit() > 0;
        require(any, Rule.LIMITS_PAIR, "set, but there is none", task);
        task.limitsSet = true;
        task.heardAt = now;
        if (terms.hardLimit() > 0) {
            task.hardLimitDue =
                    now + terms.hardLimit() + checker.plan.config.stackWait() + 2 * checker.plan.tickLateness + Dice.MS;
        }
    }

    private void limitsCancelled(TaskView task, long now) {
        require(task.limitsSet, Rule.LIMITS_PAIR, "cancelled, but not set", task);
        require(now <= task.hardLimitDue, Rule.HARD_LIMIT, "it went on for %s ns", task, now - task.hardLimitDue);
        long stall = task.task.stallLimit();
        AttemptView at = task.at;
        if (stall > 0 && at != null && !at.worker.isEnding()) {
            long due = Math.max(task.heardAt + stall, checker.pauses.lastEnd());
            long late = now - due - checker.plan.config.stackWait() - 2 * checker.plan.tickLateness - Dice.MS;
            require(late <= 0, Rule.STALL_LIMIT, "it was silent for %s ns too long", task, late);
        }
        task.limitsSet = false;
        task.hardLimitDue = Deadlines.NEVER;
    }
}
