package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.Worker.Condemned;
import dev.carom.internal.engine.Worker.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The limits of running attempts, and the killing of one attempt and no other.
 *
 * <p>An attempt is condemned first. It is killed once nothing that was sent behind it can start any more, and, for a
 * hard limit, once its stack was reported or waited for long enough. If its result comes before the kill, it wins.
 */
final class Limits {
    /** How long a worker may take to give back what was sent behind a condemned attempt. */
    static final long GIVE_BACK_WAIT = 100_000_000L;

    private final EngineConfig config;
    private final Turn turn;
    private final Dispatcher dispatcher;
    private final Fleet fleet;
    private final Completion completion;

    /** Where an outcome goes. */
    interface Completion {
        void complete(EngineTask task, Outcome outcome);
    }

    Limits(EngineConfig config, Turn turn, Dispatcher dispatcher, Fleet fleet, Completion completion) {
        this.config = config;
        this.turn = turn;
        this.dispatcher = dispatcher;
        this.fleet = fleet;
        this.completion = completion;
    }

    /** The attempt begins now. */
    void start(Attempt attempt) {
        EngineTask task = attempt.task;
        attempt.acceptedAt = turn.now();
        if (!task.hasLimit()) {
            return;
        }
        Worker worker = attempt.worker;
        if (task.softLimit() > 0) {
            turn.arm(worker.timers, Timer.SOFT, task.softLimit());
        }
        if (task.hardLimit() > 0) {
            turn.arm(worker.timers, Timer.HARD, task.hardLimit());
        }
        if (!task.isDone()) {
            attempt.limitsSet = true;
            turn.emit(new Action.LimitsSet(task));
        }
    }

    /** For the caller, the limits of the attempt run no longer: it is over, or its task has its outcome. */
    void cancelled(Attempt attempt) {
        if (attempt.limitsSet) {
            attempt.limitsSet = false;
            turn.emit(new Action.LimitsCancelled(attempt.task));
        }
    }

    /** The attempt has ended, whatever became of it. */
    void stop(Attempt attempt) {
        cancelled(attempt);
        Worker worker = attempt.worker;
        worker.timers.clear(Timer.SOFT);
        worker.timers.clear(Timer.HARD);
        if (worker.condemned != null && worker.condemned.attempt() == attempt) {
            worker.condemned = null;
            worker.timers.clear(Timer.KILL);
        }
    }

    void softLimitPassed(Worker worker) {
        Attempt attempt = worker.running;
        if (attempt == null || attempt.task.isDone()) {
            return;
        }
        attempt.softStruck = true;
        turn.emit(new Action.SendSoftLimit(worker.id, attempt.id, attempt.task.softLimit()));
        turn.emit(new Action.LimitPassed(attempt.task, true));
    }

    void hardLimitPassed(Worker worker) {
        if (worker.running != null) {
            condemn(new Condemned(worker.running, WorkerExit.HARD_TIMEOUT, 0, config.stackWait() > 0));
        }
    }

    /** Kills the attempt as soon as that hurts no other. */
    void condemn(Condemned verdict) {
        Worker worker = verdict.attempt().worker;
        if (worker.isDraining() || worker.condemned != null && !worker.condemned.awaitsStack()) {
            return;
        }
        worker.condemned = verdict;
        dispatcher.revokeSent(worker);
        if (verdict.awaitsStack()) {
            turn.emit(new Action.SendDump(worker.id, verdict.attempt().id));
            turn.arm(worker.timers, Timer.KILL, config.stackWait());
        } else {
            turn.arm(worker.timers, Timer.KILL, GIVE_BACK_WAIT);
        }
        executeIfSafe(worker);
    }

    void executeIfSafe(Worker worker) {
        Condemned verdict = worker.condemned;
        if (verdict != null && worker.sent.isEmpty() && (!verdict.awaitsStack() || verdict.attempt().stack != null)) {
            execute(worker);
        }
    }

    void execute(Worker worker) {
        Condemned verdict = worker.condemned;
        if (verdict == null) {
            return;
        }
        worker.condemned = null;
        if (verdict.reason() == WorkerExit.HARD_TIMEOUT) {
            timeOut(verdict.attempt());
        }
        if (verdict.signal() > 0 && verdict.signal() != 9) {
            fleet.signal(worker, verdict.signal(), verdict.reason());
        } else {
            fleet.kill(worker, verdict.reason());
        }
    }

    private void timeOut(Attempt attempt) {
        EngineTask task = attempt.task;
        if (!task.isDone()) {
            turn.emit(new Action.LimitPassed(task, false));
            @Nullable Object stack = attempt.stack;
            long elapsed = turn.now() - attempt.acceptedAt;
            completion.complete(task, new Outcome.HardTimeout(elapsed, task.hardLimit(), attempt.worker.pid, stack));
        }
    }
}
