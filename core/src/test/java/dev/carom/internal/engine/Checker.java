package dev.carom.internal.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches one history from outside: the events that go in, the actions that come out, and what the workers really do. It
 * shares no code with the engine but the types.
 */
final class Checker {
    /** What is known of a task. */
    static final class TaskView {
        final EngineTask task;
        boolean submitted;
        @Nullable Outcome outcome;
        /** How often its code began. */
        int begun;
        /** Where it is now; null while it is at no worker. */
        @Nullable AttemptView at;
        /** The attempt whose worker died last; null where none did. */
        @Nullable AttemptView lost;
        final Map<Integer, WorkerView> sentTo = new HashMap<>();
        boolean limitsSet;
        long hardLimitDue = Deadlines.NEVER;
        /** When it was accepted, or reported progress last. */
        long heardAt;
        /** Whether it has lost a worker while it may have run. */
        boolean ran;
        /** How many workers died by themselves when it was the next that they were to accept. */
        int unaccepted;
        /** Whether its outcome says that it has not begun. */
        boolean neverRuns;
        /** Since when it has waited for a worker, if it does. */
        long waitsSince;
        /** How many workers had it when they were replaced because they accepted nothing. */
        int ignored;

        TaskView(EngineTask task) {
            this.task = task;
        }

        /** Whether a worker died of it, or may have. */
        boolean isSuspect() {
            return ran || unaccepted > 0;
        }

        @Override
        public String toString() {
            return "task " + SimTask.of(task);
        }
    }

    /** What is known of an attempt. */
    static final class AttemptView {
        final long id;
        final TaskView task;
        final WorkerView worker;
        boolean accepted;
        long acceptedAt;
        boolean confirmed;
        /** When the worker was told not to run it; -1 before. */
        long refusedAt = -1;
        boolean softStruck;
        /** Its task ended on request before it was accepted: it must not run on if it is. */
        boolean doomed;
        long revokedAt = -1;
        /** When it was sent; and to whom: one that had nothing else to accept or to run. */
        long sentAt;
        boolean sentToIdle;
        /** When its code may have begun; -1 before. */
        long begunAt = -1;

        AttemptView(long id, TaskView task, WorkerView worker) {
            this.id = id;
            this.task = task;
            this.worker = worker;
        }

        /** Whether its code may have begun. */
        boolean mayRun(SimPlan plan) {
            return plan.config.synack() ? confirmed : accepted;
        }

        /** The same of one that is lost with its worker: what that said last may not have been read. */
        boolean mayHaveRun(SimPlan plan) {
            return mayRun(plan) || !plan.config.synack() && (worker.unreadable || !worker.exited);
        }

        /** Whether the worker has not said its last word on it. */
        boolean isOpen() {
            return worker.open.get(id) == this && !worker.down;
        }

        @Override
        public String toString() {
            return "attempt " + id + " of " + task + " at worker " + worker.id;
        }
    }

    /** What is known of a worker. */
    static final class WorkerView {
        final int id;
        /** Sent, and neither returned nor finished. */
        final Map<Long, AttemptView> open = new HashMap<>();
        boolean up;
        boolean down;
        boolean released;
        boolean toldToLeave;
        boolean connected;
        boolean channelEnded;
        /** It wrote what cannot be read, and maybe more after that. */
        boolean unreadable;
        /** Something said that it is to be replaced; it gets no further task. */
        boolean outdated;
        /** It was there when a restart was asked for. */
        boolean toBeReplaced;
        boolean exited;
        boolean answeredTooLate;
        /** Whether it was a spare after the last step. */
        boolean spare;
        boolean threadsLeft;
        /** It has said that code in it has called {@code System.exit}. */
        boolean exits;
        /** What it had for too long without accepting it; nothing once it accepts something. */
        final Set<TaskView> overdue = new HashSet<>();
        /** When it was killed because it accepted nothing; {@code NEVER} before. */
        long givenUpAt = Deadlines.NEVER;
        /** When it was spawned, told to leave or signalled, and when its channel ended; {@code NEVER} before. */
        long spawnedAt;
        long toldAt = Deadlines.NEVER;
        long channelEndedAt = Deadlines.NEVER;
        /** What the kernel said of it last while it was silent: when, and for how long it had waited for a processor. */
        long examinedAt = Deadlines.NEVER;
        long processorAwaited;
        /** Whether it has been said since it was asked for last; and whether it meant a lack of processors. */
        boolean examined;
        boolean starved;
        /** Whether it meant so at any time of this silence. */
        boolean wasStarved;
        /** How often it was killed. */
        int kills;
        /** Since when it has had nothing to do, as one that serves. */
        long idleSince = Deadlines.NEVER;
        /** Whether it had nothing to do after the last step, as one that serves and has worked before. */
        boolean restsWarm;
        /** The least time that one of its tasks wants its end to be waited for. */
        long shortestDrain = Deadlines.NEVER;
        long endingSince = Deadlines.NEVER;
        long expiresAt = Deadlines.NEVER;
        long pid = -1;
        int begun;
        /** How many attempts it accepted, finished and returned. */
        int progress;
        /** When it last accepted, ended or returned something, or was sent what it had nothing else to do than. */
        long heardAt;
        /** Since when it has had nothing to run, where it has something to accept. */
        long freeSince;
        /** How often its memory was asked for. */
        long samples;

        WorkerView(int id) {
            this.id = id;
        }

        /** Whether it was told to leave or struck, or ends by itself. */
        boolean isEnding() {
            return toldToLeave || channelEnded || exited || down;
        }
    }

    final SimPlan plan;
    final PoolEngine engine;
    final Map<Integer, WorkerView> workers = new HashMap<>();
    final Map<EngineTask, TaskView> tasks = new HashMap<>();
    /** What is being decided on; null while the engine starts. */
    @Nullable Event cause;
    /** What follows from {@code cause} in the same step; null where nothing does. */
    private Event.@Nullable Finished end;

    final Pauses pauses;
    private final TaskRules taskRules;
    private final OutcomeRules outcomeRules;
    private final WorkerRules workerRules;
    private final PoolRules poolRules;
    private final TimeRules timeRules;
    private final CountRules countRules;
    /** Whether the engine is to tell of each attempt. */
    final boolean watched;

    Checker(SimPlan plan, PoolEngine engine, boolean watched) {
        this.watched = watched;
        this.plan = plan;
        this.engine = engine;
        this.pauses = new Pauses(plan);
        this.outcomeRules = new OutcomeRules(this);
        this.taskRules = new TaskRules(this, outcomeRules);
        this.workerRules = new WorkerRules(this);
        this.poolRules = new PoolRules(this);
        this.timeRules = new TimeRules(this);
        this.countRules = new CountRules(this);
    }

    /** @param how it was broken, as {@link String#format} takes it: most rules are not */
    static void require(boolean holds, Rule rule, String how, Object about, @Nullable Object... details) {
        if (!holds) {
            throw new SimFailure(rule, String.format(how, details) + ": " + about);
        }
    }

    TaskView view(EngineTask task) {
        return tasks.computeIfAbsent(task, TaskView::new);
    }

    WorkerView view(int worker, Object about) {
        WorkerView view = workers.get(worker);
        if (view == null) {
            throw new SimFailure(Rule.WORKER_LIFE, "no such worker: " + about);
        }
        return view;
    }

    @Nullable AttemptView find(int worker, long attempt) {
        WorkerView view = workers.get(worker);
        return view == null ? null : view.open.get(attempt);
    }

    /** Nothing was heard or done from then to then. */
    void stoodStill(long from, long to) {
        pauses.add(from, to);
        timeRules.stoodStill(from, to);
        for (TaskView task : tasks.values()) {
            if (task.hardLimitDue != Deadlines.NEVER) {
                task.hardLimitDue = Math.max(task.hardLimitDue, to + plan.config.stackWait() + 2 * plan.tickLateness + Dice.MS);
            }
        }
    }

    // ---- in the order of a step

    void before(Event event, long now) {
        end = null;
        if (event instanceof Event.Ran e) {
            end = new Event.Finished(e.worker(), e.attempt(), e.outcome(), e.elapsed(), e.rss());
            seen(new Event.Accepted(e.worker(), e.attempt()), now);
        } else {
            seen(event, now);
        }
    }

    private void seen(Event event, long now) {
        cause = event;
        countRules.seen(event, now);
        poolRules.seen(event, now);
        workerRules.seen(event, now);
        outcomeRules.seen(event);
        timeRules.seen(event, now);
        taskRules.seen(event, now);
    }

    void decided(Action action, long now) {
        if (!followsAcceptance(action)) {
            seeEnd(now);
        }
        countRules.decided(action, now);
        workerRules.decided(action, now);
        taskRules.decided(action, now);
        timeRules.decided(action, now);
        if (action instanceof Action.Complete a) {
            outcomeRules.completed(a, now);
        }
        poolRules.decided(action, now);
    }

    void after(Event event, long now) {
        seeEnd(now);
        outcomeRules.stepTaken(event);
        poolRules.stepTaken(event, now);
        timeRules.stepTaken(now);
        countRules.stepTaken(now);
    }

    /** The end of an attempt that was told of together with its acceptance: it is seen once that has had its consequences. */
    private void seeEnd(long now) {
        Event.Finished seen = end;
        if (seen != null) {
            end = null;
            seen(seen, now);
        }
    }

    private static boolean followsAcceptance(Action action) {
        return action instanceof Action.Accepted
                || action instanceof Action.LimitsSet
                || action instanceof Action.LimitsCancelled
                || action instanceof Action.Complete a && !(a.outcome() instanceof Outcome.Reported)
                || action instanceof Action.SendRevoke
                || action instanceof Action.SendDump
                || action instanceof Action.SendConfirm
                || action instanceof Action.LimitPassed
                || action instanceof Action.Signal
                || action instanceof Action.Kill;
    }

    /** A worker is about to accept a task. */
    void taken(int worker, SimLoop.Sent sent, long now) {
        timeRules.taken(view(worker, sent), sent.task(), now);
    }

    /** Code of a task begins to run. */
    void began(int worker, SimLoop.Sent sent, long now) {
        WorkerView at = view(worker, sent);
        TaskView task = view(sent.task().task);
        AttemptView attempt = at.open.get(sent.attempt());
        boolean confirmed = !plan.config.synack() || attempt == null || attempt.confirmed;
        require(confirmed, Rule.CANCELLED_NEVER_RUNS, "it began unconfirmed", task);
        if (attempt != null) {
            timeRules.began(attempt, now);
        }
        at.begun++;
        task.begun++;
        require(task.begun <= task.task.maxDeliveries(), Rule.AT_MOST_DELIVERIES, "began once more", task);
        require(!task.neverRuns, Rule.CANCELLED_NEVER_RUNS, "it began", task);
        int quota = plan.config.lifespan().maxTasksPerChild();
        require(quota == 0 || at.begun <= quota, Rule.QUOTA, "%s tasks began at worker %s", sent, at.begun, worker);
    }

    void end(Collection<SimWorker> processes, long now) {
        for (TaskView task : tasks.values()) {
            require(task.outcome != null, Rule.NO_TASK_LEFT, "no outcome", task);
            require(!task.limitsSet, Rule.LIMITS_PAIR, "the limits were never cancelled", task);
        }
        for (WorkerView worker : workers.values()) {
            require(worker.released, Rule.WORKER_LIFE, "worker %s was never released", worker, worker.id);
        }
        for (SimWorker process : processes) {
            require(process.isDead(), Rule.QUIESCENCE, "it lives on", process);
        }
        poolRules.end();
        countRules.end(now);
    }
}
