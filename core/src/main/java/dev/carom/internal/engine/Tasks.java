package dev.carom.internal.engine;

import dev.carom.DeathCertificate;
import dev.carom.WorkerExit;
import dev.carom.WorkerState;
import dev.carom.internal.engine.EngineTask.Phase;
import dev.carom.internal.engine.Worker.Condemned;
import dev.carom.internal.engine.Worker.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks that were taken: the way of each to a worker, maybe again, and to its one outcome. */
final class Tasks {
    private final EngineConfig config;
    private final Turn turn;
    private final Standing standing;
    private final Dispatcher dispatcher;
    private final Fleet fleet;
    private final Tally tally;
    private final Limits limits;

    /** Taken, and without an outcome yet. */
    private long unfinished;

    Tasks(EngineConfig config, Turn turn, Standing standing, Dispatcher dispatcher, Fleet fleet, Tally tally) {
        this.config = config;
        this.turn = turn;
        this.standing = standing;
        this.dispatcher = dispatcher;
        this.fleet = fleet;
        this.tally = tally;
        this.limits = new Limits(config, turn, dispatcher, fleet, this::complete);
    }

    Limits limits() {
        return limits;
    }

    long unfinished() {
        return unfinished;
    }

    // ---- from callers

    void submit(EngineTask task) {
        if (task.isDone()) {
            return; // its caller has let go of it before it came
        }
        unfinished++;
        task.phase = Phase.TAKEN;
        task.queuedAt = turn.now();
        tally.submitted();
        Breakage breakage = standing.breakage();
        if (breakage != null) {
            complete(task, new Outcome.PoolBroken(breakage));
        } else if (!standing.isOpen()) {
            complete(task, task.closed(config.synack()));
        } else {
            dispatcher.enqueue(task);
        }
    }

    void cancel(EngineTask task, boolean mayInterrupt) {
        boolean started = task.phase == Phase.SENT || task.phase == Phase.RUNNING;
        if (!task.isDone() && (mayInterrupt || !started)) {
            end(task, new Outcome.Cancelled(mayInterrupt));
        }
    }

    void terminate(EngineTask task, int signal) {
        if (!task.isDone()) {
            Attempt attempt = task.attempt;
            long pid = task.phase == Phase.RUNNING && attempt != null ? attempt.worker.pid : -1;
            end(task, new Outcome.Terminated(signal, pid, task.mayHaveRun(config.synack())));
        }
    }

    /** Completes a task on request, and ends its attempt. */
    private void end(EngineTask task, Outcome outcome) {
        Attempt attempt = task.attempt;
        Phase phase = task.phase;
        complete(task, outcome);
        if (attempt == null) {
            return;
        }
        if (phase == Phase.SENT) {
            dispatcher.revoke(attempt);
        } else if (phase == Phase.ACCEPTED) {
            dispatcher.refuse(attempt);
        } else {
            condemn(attempt);
        }
    }

    /** What runs although its task has this outcome: that may ask for its end. */
    private void condemn(Attempt attempt) {
        Outcome outcome = attempt.task.outcome();
        if (outcome instanceof Outcome.Terminated terminated) {
            limits.condemn(new Condemned(attempt.worker, attempt, WorkerExit.TERMINATED, terminated.signal(), false));
        } else if (outcome instanceof Outcome.Cancelled cancelled && cancelled.interrupts()) {
            limits.condemn(new Condemned(attempt.worker, attempt, WorkerExit.CANCELLED, 0, false));
        }
    }

    void discard(EngineTask task) {
        if (!task.isDone()) {
            end(task, new Outcome.Cancelled(false));
        }
    }

    void terminateWorker(long pid, int signal) {
        for (Worker worker : fleet.copy()) {
            if (worker.hasPid(pid) && !worker.isDraining()) {
                Attempt attempt = worker.running;
                if (attempt != null && attempt.task.attempt == attempt) { // also where it is not confirmed yet
                    terminate(attempt.task, signal);
                }
                limits.condemn(new Condemned(worker, null, WorkerExit.TERMINATED, signal, false));
            }
        }
    }

    // ---- from workers

    void accepted(int speaker, long id) {
        Worker worker = fleet.get(speaker);
        if (worker == null) {
            return;
        }
        Attempt attempt = worker.sent(id);
        if (attempt == null || worker.running != null) {
            fleet.violated(worker, "it accepted attempt " + id + ", which it was not to run now");
            return;
        }
        dispatcher.patience().accepted(worker);
        worker.removeSent(attempt);
        worker.running = attempt;
        worker.runningSentAt = attempt.since;
        worker.runningAcceptedAt = turn.now();
        EngineTask task = attempt.task;
        tally.accepted(turn.now() - task.queuedAt);
        if (config.synack() && !task.isDone()) {
            task.phase = Phase.ACCEPTED;
            attempt.since = turn.now();
            if (!worker.isDraining()) {
                turn.arm(worker.timers, Timer.CONFIRM, config.confirmTimeout());
            }
            turn.emit(new Action.Accepted(task, attempt.id, worker.pid, true));
        } else if (config.synack()) {
            dispatcher.refuse(attempt);
        } else if (task.isDone()) {
            limits.start(attempt);
            condemn(attempt);
        } else {
            if (!task.acceptedUnheard(worker.pid)) {
                turn.emit(new Action.Accepted(task, attempt.id, worker.pid, false));
            }
            run(attempt);
        }
        acceptedAtLast(worker, task);
    }

    /** Its code may begin to run from now. */
    private void run(Attempt attempt) {
        attempt.task.phase = Phase.RUNNING;
        limits.start(attempt);
    }

    /** What was to be given back and had been taken already has to share the fate of its worker. */
    private void acceptedAtLast(Worker worker, EngineTask task) {
        if (worker.isDraining()) {
            return;
        }
        Condemned verdict = worker.condemned;
        if (verdict != null && verdict.attempt() == null && task.phase == Phase.RUNNING) {
            terminate(task, verdict.signal());
        }
        dispatcher.watchSent(worker);
        limits.executeIfSafe(worker);
    }

    /** What the worker runs; null where that is not the attempt it speaks of, and where it is gone. */
    private @Nullable Attempt running(int speaker, long id, String what) {
        Worker worker = fleet.get(speaker);
        if (worker == null) {
            return null;
        }
        Attempt attempt = worker.running;
        if (attempt == null || attempt.id != id) {
            fleet.violated(worker, "it reported " + what + " of attempt " + id + ", which it was not running");
            return null;
        }
        return attempt;
    }

    void confirm(Event.Confirm event) {
        EngineTask task = event.task();
        Attempt attempt = task.attempt;
        boolean current = attempt != null && (event.attempt() == 0 || attempt.id == event.attempt());
        if (attempt == null || !current || task.phase != Phase.ACCEPTED) {
            return;
        }
        Worker worker = attempt.worker;
        if (!event.go()) {
            complete(task, new Outcome.Refused(true, event.refusal(), task.lostDeliveries() > 0));
            dispatcher.refuse(attempt);
        } else if (!worker.isDraining() && worker.condemned == null) { // otherwise the task goes elsewhere, never begun
            worker.timers.clear(Timer.CONFIRM);
            run(attempt);
            turn.emit(new Action.SendConfirm(worker.id, attempt.id, true));
        }
    }

    /** Nobody has said whether to go on. The worker counts too, and says so first if it can. */
    void notConfirmed(Worker worker) {
        Attempt attempt = worker.running;
        if (attempt != null && attempt.task.phase == Phase.ACCEPTED) {
            complete(attempt.task, new Outcome.Refused(false, null, attempt.task.lostDeliveries() > 0));
            dispatcher.refuse(attempt);
        }
    }

    void finished(int speaker, long id, Outcome.Reported outcome, long elapsed, long rss) {
        Attempt attempt = running(speaker, id, "the end");
        if (attempt == null) {
            return;
        }
        Worker worker = attempt.worker;
        worker.finished++;
        ran(attempt, elapsed, false);
        dispatcher.observe(elapsed);
        complete(attempt.task, outcome);
        over(worker, attempt);
        WorkerExit recycle = worker.whyRecycle(config.lifespan(), attempt, rss);
        if (recycle != null) {
            fleet.retire(worker, recycle);
        }
        carryOn(worker);
    }

    void returned(Event.Returned event) {
        Worker worker = fleet.get(event.worker());
        if (worker == null) {
            return;
        }
        Attempt attempt = worker.sent(event.attempt());
        if (attempt != null) {
            dispatcher.giveBack(attempt);
            worker.removeSent(attempt);
            fleet.changed();
        } else if (config.synack() && worker.running != null && worker.running.id == event.attempt()) {
            attempt = worker.running;
            complete(attempt.task, new Outcome.Refused(false, null, attempt.task.lostDeliveries() > 0));
            over(worker, attempt);
        } else {
            fleet.violated(worker, "it returned attempt " + event.attempt() + ", which it did not have, or had begun");
            return;
        }
        carryOn(worker);
    }

    /** The attempt had begun, and is over; where {@code lost}, with its worker. */
    void ran(Attempt attempt, long elapsed, boolean lost) {
        tally.ran(turn.now(), attempt, elapsed);
        if (turn.isWatched()) {
            turn.emit(new Action.Attempted(SlowTasks.times(attempt, Math.max(0, elapsed), false), lost));
        }
    }

    /** The attempt has had its last word from the worker. */
    void over(Worker worker, Attempt attempt) {
        limits.stop(attempt);
        worker.timers.clear(Timer.CONFIRM);
        worker.timers.clear(Timer.RETURN);
        worker.running = null;
        worker.runningStack = null;
    }

    /** It has given back what it had not accepted in time, or has not. */
    void giveUp(Worker worker) {
        Attempt doubted = worker.doubted;
        if (doubted != null) {
            fleet.kill(worker, dispatcher.patience().notAccepted(worker, doubted));
        }
    }

    /** What a worker does once it has one attempt less. */
    private void carryOn(Worker worker) {
        if (worker.isDraining()) {
            return;
        }
        if (worker.outstanding() == 0 && worker.retiring == null && worker.condemned == null) {
            dispatcher.patience().answered(worker);
            giveUp(worker);
        }
        dispatcher.watchSent(worker);
        limits.executeIfSafe(worker);
        if (worker.isDraining() || worker.state() != WorkerState.BUSY) {
            return;
        }
        if (worker.retiring != null) {
            if (worker.outstanding() == 0) {
                fleet.leave(worker);
            }
            return;
        }
        if (standing.runsTasks()) { // what a broken pool took back waits for nothing but its outcome
            dispatcher.topUp(worker, fleet.serving());
        }
        if (worker.outstanding() == 0) {
            worker.transition(WorkerState.IDLE, null);
            fleet.rest(worker);
        }
    }

    void progressed(Event.Progress event) {
        Attempt attempt = running(event.worker(), event.attempt(), "progress");
        if (attempt == null) {
            return;
        }
        if (!attempt.task.isDone()) {
            turn.emit(new Action.Progressed(attempt.task, event.value()));
        }
        limits.progressed(attempt.worker, attempt);
    }

    void stackTaken(Worker worker, Event.StackTaken event) {
        if (worker.running != null && worker.running.id == event.attempt()) {
            worker.runningStack = event;
            limits.stackAwaited(worker);
        }
    }

    /** Its worker died with it. It runs again where that was asked for. */
    void lost(Attempt attempt, DeathCertificate certificate) {
        EngineTask task = attempt.task;
        if (task.isDone()) {
            return;
        }
        List<DeathCertificate> certificates = task.certify(certificate);
        boolean mayRun = certificates.size() < task.maxDeliveries();
        if (mayRun && standing.runsTasks()) {
            dispatcher.enqueue(task);
        } else {
            complete(task, new Outcome.Lost(certificates, task.maxDeliveries() > 1 && !mayRun,
                    attempt.worker.stackOf(attempt)));
        }
    }

    // ---- the outcome

    /** The only place where a task gets its outcome. */
    void complete(EngineTask task, Outcome outcome) {
        if (task.isDone()) {
            return;
        }
        Phase phase = task.phase;
        Attempt attempt = task.attempt;
        if (attempt != null) {
            limits.cancelled(attempt);
        }
        turn.emit(task); // first: what fails after this does not cost it its outcome
        task.end(outcome);
        if (phase == Phase.HELD) {
            return; // it was never counted
        }
        unfinished--;
        if (phase == Phase.QUEUED) {
            dispatcher.forget();
        }
        tally.completed(outcome);
    }

    /** What the worker has will not run to its end. */
    void close(Worker worker) {
        for (Attempt attempt : worker.sent) {
            complete(attempt.task, attempt.task.closed(config.synack()));
        }
        if (worker.running != null) {
            complete(worker.running.task, worker.running.task.closed(config.synack()));
        }
    }

    /** Where it was submitted, and is nowhere. */
    void closeUntaken(EngineTask task) {
        if (task.phase == Phase.HELD || task.phase == Phase.TAKEN) {
            complete(task, task.closed(config.synack()));
        }
    }

    /** Nothing that waits will run, as the pool is broken or, where that is null, closed. */
    void failQueue(@Nullable Breakage breakage) {
        for (EngineTask task = dispatcher.first(); task != null; task = dispatcher.first()) {
            complete(task, breakage == null ? task.closed(config.synack()) : task.broken(breakage));
        }
    }
}
