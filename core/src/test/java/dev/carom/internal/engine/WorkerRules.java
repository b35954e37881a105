package dev.carom.internal.engine;

import static dev.carom.internal.engine.Checker.require;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.Checker.AttemptView;
import dev.carom.internal.engine.Checker.WorkerView;

/** The rules for a worker's life, and for what its end may cost. */
final class WorkerRules {
    private final Checker checker;

    WorkerRules(Checker checker) {
        this.checker = checker;
    }

    // ---- what is seen

    void seen(Event event, long now) {
        if (event instanceof Event.Connected e) {
            WorkerView worker = checker.workers.get(e.worker());
            worker.connected = true;
            worker.pid = e.pid();
        } else if (event instanceof Event.Spawned e) {
            checker.workers.get(e.worker()).pid = e.pid();
        } else if (event instanceof Event.ChannelEnded e) {
            WorkerView worker = checker.workers.get(e.worker());
            worker.channelEnded = true;
            worker.unreadable = e.violation() != null;
        } else if (event instanceof Event.Exited e) {
            WorkerView worker = checker.workers.get(e.worker());
            worker.exited = true;
            ending(worker, now);
        } else if (event instanceof Event.SpawnFailed e) {
            checker.workers.get(e.worker()).exited = true;
        } else if (event instanceof Event.Restart) {
            checker.workers.values().forEach(worker -> worker.toBeReplaced = true);
        }
    }

    private static void ending(WorkerView worker, long now) {
        worker.endingSince = Math.min(worker.endingSince, now);
    }

    // ---- what is decided

    void decided(Action action, long now) {
        if (action instanceof Action.Spawn a) {
            WorkerView before = checker.workers.put(a.worker(), new WorkerView(a.worker()));
            require(before == null, Rule.WORKER_LIFE, "spawned twice", a);
        } else if (action instanceof Action.WorkerUp a) {
            WorkerView worker = living(a.worker(), a);
            boolean rises = !worker.up && worker.connected && worker.pid == a.pid();
            require(rises, Rule.WORKER_LIFE, "not to be up now", a);
            worker.up = true;
        } else if (action instanceof Action.SendExit a) {
            WorkerView worker = living(a.worker(), a);
            require(worker.open.isEmpty(), Rule.INNOCENT_SPARED, "told to leave with tasks", a);
            worker.toldToLeave = true;
        } else if (action instanceof Action.Signal a) {
            WorkerView worker = living(a.worker(), a);
            require(worker.pid > 0, Rule.INNOCENT_SPARED, "it has no process id that anybody could have named", a);
            struck(worker, now);
        } else if (action instanceof Action.Kill a) {
            WorkerView worker = living(a.worker(), a);
            boolean named = a.reason() != WorkerExit.TERMINATED || worker.pid > 0;
            require(named, Rule.INNOCENT_SPARED, "it has no process id that anybody could have named", a);
            boolean own = worker.channelEnded || worker.exited || !worker.up || a.reason() == WorkerExit.MEMORY_LIMIT;
            require(!a.reason().isCrash() || own, Rule.CHARGED, "it did nothing", a);
            struck(worker, now);
            ending(worker, now);
            worker.kills++;
        } else if (action instanceof Action.WorkerDown a) {
            down(a, now);
        } else if (action instanceof Action.Release a) {
            released(a);
        }
    }

    private WorkerView living(int id, Action action) {
        WorkerView worker = checker.view(id, action);
        require(!worker.down, Rule.WORKER_LIFE, "it is down", action);
        return worker;
    }

    /** Kills and signals wait for what can be given back, for so long. */
    private void struck(WorkerView worker, long now) {
        for (AttemptView attempt : worker.open.values()) {
            boolean overdue = attempt.revokedAt >= 0 && checker.pauses.awake(attempt.revokedAt, now) >= Limits.GIVE_BACK_WAIT;
            worker.answeredTooLate |= overdue && !worker.toldToLeave;
        }
        worker.toldToLeave = true;
    }

    private void down(Action.WorkerDown a, long now) {
        WorkerView worker = living(a.worker(), a);
        require(worker.up == a.wasUp(), Rule.WORKER_LIFE, "up or not", a);
        worker.down = true;
        checkDrained(worker, a, now);
        boolean free = !a.reason().isCrash() && a.reason() != WorkerExit.POOL_CLOSED && a.reason() != WorkerExit.UNRESPONSIVE;
        if (free && !worker.answeredTooLate) {
            for (AttemptView attempt : worker.open.values()) {
                boolean innocent = attempt.mayRun(checker.plan) && attempt.task.outcome == null;
                require(!innocent, Rule.INNOCENT_SPARED, "%s was lost by", a, attempt.task);
            }
        }
    }

    private void released(Action.Release a) {
        WorkerView worker = checker.view(a.worker(), a);
        require(worker.down && !worker.released, Rule.WORKER_LIFE, "not to be released now", a);
        worker.released = true;
    }

    private void checkDrained(WorkerView worker, Action.WorkerDown a, long now) {
        long wait = Math.min(worker.shortestDrain, checker.plan.config.lostWorkerTimeout());
        boolean drained = worker.exited && (worker.channelEnded || !worker.connected);
        boolean waited = worker.endingSince != Deadlines.NEVER && checker.pauses.awake(worker.endingSince, now) >= wait;
        require(drained || waited, Rule.DRAINED, "given up too early", a);
    }
}
