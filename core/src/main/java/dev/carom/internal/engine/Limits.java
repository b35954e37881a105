package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.Action.LimitPassed.Kind;
import dev.carom.internal.engine.Worker.Condemned;
import dev.carom.internal.engine.Worker.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The limits of running attempts, and the killing of one attempt and no other.
 *
 * <p>An attempt is condemned first. Over its hard or its stall limit, it has its outcome once its stack was reported or waited for long
 * enough; if its result comes before that, the result wins,
 * and a report of progress ends the stall. It is killed once nothing that was sent behind it can start
 * any more.
 */
final class Limits {
    /** How long a worker may take to give back what was sent behind a condemned attempt. */
    static final long GIVE_BACK_WAIT = 500_000_000L;

    /** How long the stack of a task is waited for that takes memory meanwhile. */
    private static final long HOG_STACK_WAIT = 50_000_000L;

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
        attempt.since = turn.now();
        attempt.began = true;
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
        if (task.stallLimit() > 0) {
            turn.arm(worker.timers, Timer.STALL, task.stallLimit());
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
        worker.timers.clear(Timer.STALL);
        if (worker.condemned != null && worker.condemned.attempt() == attempt) {
            pardon(worker);
        }
    }

    private static void pardon(Worker worker) {
        worker.condemned = null;
        worker.timers.clear(Timer.STACK);
        worker.timers.clear(Timer.KILL);
    }

    /** The running attempt reported progress. Guards against the stall limit passing first: until it has struck, this wins. */
    void progressed(Worker worker, Attempt attempt) {
        Condemned verdict = worker.condemned;
        boolean stalled = verdict != null && verdict.attempt() == attempt && verdict.reason() == WorkerExit.STALLED;
        if (attempt.task.isDone() || stalled && !verdict.awaitsStack()) {
            return;
        }
        if (stalled && attempt.task.hardLimit() > 0 && !worker.timers.isSet(Timer.HARD)) {
            // The hard limit passed meanwhile, and no progress ends that.
            worker.condemned = verdict.because(WorkerExit.HARD_TIMEOUT);
            return;
        }
        if (stalled) {
            pardon(worker);
        }
        if (attempt.task.stallLimit() > 0 && !worker.isDraining()) {
            turn.arm(worker.timers, Timer.STALL, attempt.task.stallLimit());
        }
    }

    void stallLimitPassed(Worker worker) {
        Attempt attempt = worker.running;
        if (attempt != null) {
            condemn(new Condemned(worker, attempt, WorkerExit.STALLED, 0, config.stackWait() > 0));
        }
    }

    void softLimitPassed(Worker worker) {
        Attempt attempt = worker.running;
        if (attempt == null || attempt.task.isDone()) {
            return;
        }
        attempt.softStruck = true;
        turn.emit(new Action.SendSoftLimit(
                worker.id, attempt.id, attempt.task.softLimit(), turn.now() - attempt.since, worker.pid));
        turn.emit(new Action.LimitPassed(attempt.task, Kind.SOFT, attempt.task.softLimit(), worker.pid));
    }

    void hardLimitPassed(Worker worker) {
        Attempt attempt = worker.running;
        if (attempt == null) {
            return;
        }
        Condemned verdict = worker.condemned;
        if (worker.isDraining() || verdict != null && !verdict.awaitsStack()) {
            // It is dead or dying, and what it wrote last is still awaited: not for longer than the limit.
            timeOut(attempt, false, false);
        } else if (verdict != null && verdict.reason() == WorkerExit.MEMORY_LIMIT) {
            // The kill alone would end the task, but who knows when that is seen.
            worker.condemned = verdict.because(WorkerExit.HARD_TIMEOUT);
        } else {
            condemn(new Condemned(worker, attempt, WorkerExit.HARD_TIMEOUT, 0, config.stackWait() > 0));
        }
    }

    /** Kills the attempt, or the worker with all that it has, as soon as that hurts no other. */
    void condemn(Condemned verdict) {
        Worker worker = verdict.worker();
        if (worker.isDraining() || worker.condemned != null && !verdict.outranks(worker.condemned)) {
            return;
        }
        worker.condemned = verdict;
        dispatcher.revokeSent(worker);
        long wait = GIVE_BACK_WAIT;
        Attempt attempt = verdict.attempt();
        if (attempt != null && verdict.awaitsStack()) {
            turn.emit(new Action.SendDump(worker.id, attempt.id));
            long stackWait = verdict.reason() == WorkerExit.MEMORY_LIMIT
                    ? Math.min(config.stackWait(), HOG_STACK_WAIT)
                    : config.stackWait();
            turn.arm(worker.timers, Timer.STACK, stackWait);
            wait = Math.max(wait, stackWait);
        } else {
            worker.timers.clear(Timer.STACK);
            strike(verdict);
        }
        if (!worker.timers.isSet(Timer.KILL)) {
            turn.await(worker, Timer.KILL, wait);
        }
        executeIfSafe(worker);
    }

    /** The stack is there, or was waited for long enough. */
    void stackAwaited(Worker worker) {
        Condemned verdict = worker.condemned;
        if (verdict != null && verdict.awaitsStack()) {
            worker.condemned = verdict.withoutStack();
            worker.timers.clear(Timer.STACK);
            strike(verdict);
            executeIfSafe(worker);
        }
    }

    /** What is sent behind the attempt may delay its kill, but not its outcome. */
    private void strike(Condemned verdict) {
        Attempt attempt = verdict.attempt();
        boolean stalled = verdict.reason() == WorkerExit.STALLED;
        if (attempt != null && (stalled || verdict.reason() == WorkerExit.HARD_TIMEOUT)) {
            timeOut(attempt, stalled, verdict.awaitsStack());
        }
    }

    void executeIfSafe(Worker worker) {
        Condemned verdict = worker.condemned;
        if (verdict != null && worker.sent.isEmpty() && !verdict.awaitsStack()) {
            execute(worker);
        }
    }

    void execute(Worker worker) {
        Condemned verdict = worker.condemned;
        if (verdict == null || worker.isDraining()) {
            return;
        }
        worker.condemned = null;
        if (verdict.signal() > 0 && verdict.signal() != 9) {
            fleet.signal(worker, verdict.signal(), verdict.reason());
        } else {
            fleet.kill(worker, verdict.reason());
        }
    }

    /** @param awaited whether its stack was waited for */
    private void timeOut(Attempt attempt, boolean stalled, boolean awaited) {
        EngineTask task = attempt.task;
        if (!task.isDone()) {
            long limit = stalled ? task.stallLimit() : task.hardLimit();
            turn.emit(new Action.LimitPassed(task, stalled ? Kind.STALL : Kind.HARD, limit, attempt.worker.pid));
            @Nullable Object stack = attempt.worker.stackOf(attempt);
            long elapsed = turn.now() - attempt.since;
            completion.complete(task, new Outcome.TimedOut(stalled, elapsed, limit, attempt.worker.pid,
                    attempt.softStruck ? task.softLimit() : 0, awaited ? config.stackWait() : 0, stack));
        }
    }
}
