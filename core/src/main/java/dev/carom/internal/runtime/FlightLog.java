package dev.carom.internal.runtime;

import dev.carom.PoolStatistics.TaskTimes;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Outcome;
import dev.carom.internal.flight.AttemptEvent;
import dev.carom.internal.flight.LimitEvent;
import dev.carom.internal.flight.TaskEvent;
import dev.carom.internal.flight.WorkerDeathEvent;
import dev.carom.internal.flight.WorkerRecycleEvent;
import dev.carom.internal.flight.WorkerStartEvent;
import java.util.Locale;

/** Tells Flight Recorder what the engine decided. To be called where there may be a recording only. */
final class FlightLog {
    private final String pool;

    FlightLog(String pool) {
        this.pool = pool;
    }

    void note(Action action, long now) {
        if (action instanceof Action.Complete a) {
            task(a.task(), a.outcome(), now);
        } else if (action instanceof Action.Attempted a) {
            attempt(a.times(), a.lost());
        } else if (action instanceof Action.LimitPassed a) {
            limit(a);
        } else if (action instanceof Action.WorkerUp a) {
            start(a);
        } else if (action instanceof Action.WorkerDown a) {
            death(a);
        } else if (action instanceof Action.Recycled a) {
            recycle(a);
        }
    }

    private void task(EngineTask task, Outcome outcome, long now) {
        TaskEvent event = new TaskEvent();
        if (event.isEnabled()) {
            event.pool = pool;
            event.correlationId = Outgoing.of(task).submission().correlationId();
            event.outcome = name(outcome);
            event.workersLost = task.lostDeliveries();
            event.total = Math.max(0, now - task.submittedAt());
            event.commit();
        }
    }

    private static String name(Outcome outcome) {
        if (outcome instanceof Outcome.Reported reported) {
            return reported.succeeded() ? "succeeded" : "failed";
        } else if (outcome instanceof Outcome.TimedOut) {
            return "timed_out";
        } else if (outcome instanceof Outcome.Cancelled) {
            return "cancelled";
        } else if (outcome instanceof Outcome.Terminated) {
            return "terminated";
        } else if (outcome instanceof Outcome.Lost || outcome instanceof Outcome.Unaccepted) {
            return "lost";
        } else if (outcome instanceof Outcome.Refused) {
            return "refused";
        }
        return "rejected";
    }

    private void attempt(TaskTimes times, boolean lost) {
        AttemptEvent event = new AttemptEvent();
        if (event.isEnabled()) {
            event.pool = pool;
            event.correlationId = times.correlationId();
            event.worker = times.worker();
            event.pid = times.pid();
            event.attempt = times.attempt();
            event.lost = lost;
            event.waitedForWorker = times.waitedForWorker().toNanos();
            event.waitedForStart = times.waitedForStart().toNanos();
            event.waitedForAccept = times.waitedForAccept().toNanos();
            event.ran = times.ran().toNanos();
            event.commit();
        }
    }

    private void limit(Action.LimitPassed action) {
        LimitEvent event = new LimitEvent();
        if (event.isEnabled()) {
            event.pool = pool;
            event.correlationId = Outgoing.of(action.task()).submission().correlationId();
            event.pid = action.pid();
            event.kind = lower(action.kind());
            event.limit = action.limit();
            event.commit();
        }
    }

    private void start(Action.WorkerUp action) {
        WorkerStartEvent event = new WorkerStartEvent();
        if (event.isEnabled()) {
            event.pool = pool;
            event.worker = action.worker();
            event.pid = action.pid();
            event.took = action.took();
            event.commit();
        }
    }

    private void death(Action.WorkerDown action) {
        WorkerDeathEvent event = new WorkerDeathEvent();
        if (event.isEnabled()) {
            event.pool = pool;
            event.worker = action.worker();
            event.pid = action.pid();
            event.reason = lower(action.reason());
            event.crash = action.reason().isCrash();
            event.exitCode = action.facts().exitCode();
            event.peakMemory = action.facts().peakRss();
            event.commit();
        }
    }

    private void recycle(Action.Recycled action) {
        WorkerRecycleEvent event = new WorkerRecycleEvent();
        if (event.isEnabled()) {
            event.pool = pool;
            event.worker = action.worker();
            event.pid = action.pid();
            event.reason = lower(action.reason());
            event.tasks = action.tasks();
            event.commit();
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
