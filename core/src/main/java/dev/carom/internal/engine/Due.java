package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.Worker.Timer;

/** What comes of the deadlines of a worker. */
final class Due {
    private final EngineConfig config;
    private final Turn turn;
    private final Dispatcher dispatcher;
    private final Fleet fleet;
    private final Tasks tasks;
    private final Limits limits;
    private final Deaths deaths;

    Due(EngineConfig config, Turn turn, Dispatcher dispatcher, Fleet fleet, Tasks tasks, Limits limits, Deaths deaths) {
        this.config = config;
        this.turn = turn;
        this.dispatcher = dispatcher;
        this.fleet = fleet;
        this.tasks = tasks;
        this.limits = limits;
        this.deaths = deaths;
    }

    void at(Worker worker) {
        long now = turn.now();
        if (worker.timers.take(Timer.TAKE_BACK, now)) {
            dispatcher.takeBack(worker);
        }
        if (worker.timers.take(Timer.LOOK, now)) {
            dispatcher.look(worker);
        }
        if (worker.timers.take(Timer.SOFT, now)) {
            limits.softLimitPassed(worker);
        }
        if (worker.timers.take(Timer.HARD, now)) {
            limits.hardLimitPassed(worker);
        }
        if (worker.timers.take(Timer.STALL, now)) {
            limits.stallLimitPassed(worker);
        }
        if (worker.timers.take(Timer.STACK, now)) {
            limits.stackAwaited(worker);
        }
        if (worker.timers.take(Timer.KILL, now)) {
            limits.execute(worker);
        }
        if (worker.timers.take(Timer.START, now)) {
            worker.remarks.add("(carom: it was not ready within startTimeout, " + config.startTimeout() / 1_000_000
                    + " ms, and was killed" + (worker.connected ? "; an initializer hangs, or " : "; ")
                    + Silence.GUESS + ")");
            fleet.kill(worker, WorkerExit.START_FAILED);
        }
        if (worker.timers.take(Timer.ACCEPT, now) && dispatcher.isGivenUp(worker)) {
            tasks.giveUp(worker);
        }
        if (worker.timers.take(Timer.CONFIRM, now)) {
            tasks.notConfirmed(worker);
        }
        if (worker.timers.take(Timer.RETURN, now)) {
            fleet.kill(worker, dispatcher.patience().notReturned(worker));
        }
        if (worker.timers.take(Timer.LIFETIME, now)) {
            fleet.retire(worker, WorkerExit.RECYCLED_LIFETIME);
        }
        if (worker.timers.take(Timer.IDLE, now) && worker.isIdle() && !worker.spare) {
            fleet.retire(worker, WorkerExit.RECYCLED_IDLE);
        }
        end(worker, now);
    }

    private void end(Worker worker, long now) {
        if (worker.timers.take(Timer.LEAVE, now) || worker.timers.take(Timer.EXIT, now)) {
            fleet.kill(worker, WorkerExit.PROTOCOL);
        }
        if (worker.timers.take(Timer.DRAIN, now)) {
            deaths.giveUp(worker);
        }
    }
}
