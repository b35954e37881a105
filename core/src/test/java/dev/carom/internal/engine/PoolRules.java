package dev.carom.internal.engine;

import static dev.carom.internal.engine.Checker.require;

import dev.carom.PoolState;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rules for the pool as a whole. */
final class PoolRules {
    private final Checker checker;
    private final FleetRules fleetRules;
    private final HeldRules heldRules;
    private final List<Long> crashes = new ArrayList<>();

    private PoolState state = PoolState.RUNNING;
    private int target;
    private boolean cannotStart;
    /** One after the other. */
    private int failedStarts;
    private boolean closed;
    private boolean stopping;
    private boolean mustBreak;

    PoolRules(Checker checker) {
        this.checker = checker;
        this.fleetRules = new FleetRules(checker);
        this.heldRules = new HeldRules(checker);
        this.target = checker.plan.config.processes();
    }

    void seen(Event event, long now) {
        heldRules.seen(event, now);
        if (event instanceof Event.Grow e) {
            target += e.n();
        } else if (event instanceof Event.Shrink e) {
            target -= e.n();
        } else if (event instanceof Event.StartFailed) {
            cannotStart = true;
        } else if (event instanceof Event.SpawnFailed e) {
            cannotStart |= e.permanent();
            // One that was given up meanwhile is not waited for any longer; the start of the next one tells the same.
            mustBreak |= e.permanent() && !checker.view(e.worker(), e).down;
        } else if (event instanceof Event.Exited e) {
            cannotStart |= e.facts().configurationError();
        } else if (event instanceof Event.Ready e) {
            EngineConfig.Lifespan limits = checker.plan.config.lifespan();
            cannotStart |= limits.maxMemory() > 0 && e.rss() > limits.maxMemory();
            cannotStart |= limits.hardMemory() > 0 && e.rss() > limits.hardMemory();
        } else if (event instanceof Event.TerminatePool) {
            stopping = true;
            closed = true;
        } else if (event instanceof Event.Shutdown) {
            closed = true;
        }
    }

    void decided(Action action, long now) {
        fleetRules.decided(action);
        heldRules.decided(action, now);
        if (action instanceof Action.Spawn) {
            require(state != PoolState.BROKEN && !stopping, Rule.NOTHING_TAKEN, "a start in a pool that is %s", action, state);
        } else if (action instanceof Action.SendTask) {
            require(state != PoolState.BROKEN && !stopping, Rule.NOTHING_TAKEN, "a task in a pool that is %s", action, state);
        } else if (action instanceof Action.WorkerDown a && a.reason().isCrash()) {
            crashes.add(now);
            // Whatever the window begins with, two of them hold twice as many.
            mustBreak |= recentCrashes(now) > 2L * checker.plan.config.maxRestarts();
            mustBreak |= !a.wasUp() && a.facts().configurationError();
            failedStarts += a.wasUp() ? 0 : 1;
        } else if (action instanceof Action.WorkerUp) {
            failedStarts = 0;
        } else if (action instanceof Action.StateChanged a) {
            require(successors(state).contains(a.state()), Rule.STATE_ORDER, "after %s", a, state);
            state = a.state();
            if (a.state() == PoolState.BROKEN) {
                broken(a, now);
            }
        }
    }

    private void broken(Action.StateChanged a, long now) {
        if (a.breakage() instanceof Breakage.TooManyRestarts) {
            long recent = recentCrashes(now);
            require(recent > checker.plan.config.maxRestarts(), Rule.BROKEN_JUSTIFIED, "%s crashes", a, recent);
        } else {
            boolean hopeless = failedStarts >= RestartPolicy.FIRST_ROUNDS;
            require(cannotStart || hopeless, Rule.BROKEN_JUSTIFIED, "no start failed for good", a);
        }
    }

    private long recentCrashes(long now) {
        long since = now - checker.plan.config.restartWindow();
        return crashes.stream().filter(at -> at > since).count();
    }

    private void mustBreakIfDue(Event event) {
        mustBreak |= event instanceof Event.StartFailed e && !checker.view(e.worker(), e).isEnding();
        boolean broken = checker.engine.breakage() != null;
        require(!mustBreak || broken || stopping || state == PoolState.TERMINATED, Rule.BROKEN_WHEN_DUE, "it is not", event);
        mustBreak = false;
    }

    private static Set<PoolState> successors(PoolState state) {
        return switch (state) {
            case RUNNING -> EnumSet.of(PoolState.DEGRADED, PoolState.BROKEN, PoolState.SHUTDOWN);
            case DEGRADED -> EnumSet.of(PoolState.RUNNING, PoolState.BROKEN, PoolState.SHUTDOWN);
            case SHUTDOWN -> EnumSet.of(PoolState.BROKEN, PoolState.TERMINATED);
            case BROKEN -> EnumSet.of(PoolState.TERMINATED);
            case TERMINATED -> EnumSet.noneOf(PoolState.class);
        };
    }

    /** The engine is at rest now: what can be done must have been done. */
    void stepTaken(Event event, long now) {
        mustBreakIfDue(event);
        List<WorkerInfo> workers = checker.engine.workers();
        fleetRules.stepTaken(workers, state, target, now);
        int serving = 0;
        int spares = 0;
        int unexplained = 0;
        boolean idle = false;
        for (WorkerInfo worker : workers) {
            boolean serves = worker.exit() == null && worker.state().compareTo(WorkerState.DRAINING) < 0;
            serving += serves && !worker.spare() ? 1 : 0;
            spares += serves && worker.spare() ? 1 : 0;
            unexplained += !serves && worker.exit() == null ? 1 : 0;
            idle |= worker.state() == WorkerState.IDLE && !worker.spare();
        }
        PoolState seen = checker.engine.state();
        boolean waits = checker.engine.waiting() > 0;
        require(!waits || seen != PoolState.BROKEN && !stopping, Rule.NOTHING_TAKEN, "tasks wait in a pool that is", seen);
        if (!waits && (closed || seen == PoolState.BROKEN)) {
            fleetRules.ending(workers, stopping);
        }
        require(seen == state, Rule.STATE_ORDER, "not announced, after %s", seen, state);
        boolean quiet = seen != PoolState.TERMINATED || checker.engine.nextDeadline() == Long.MAX_VALUE;
        require(quiet, Rule.QUIESCENCE, "a deadline is left", checker.engine.nextDeadline());
        heldRules.stepTaken(waits && idle, now);
        require(serving <= target, Rule.FLEET_NOT_ABOVE, "%s serve, not %s", workers, serving, target);
        int mostSpares = SpareDemand.most(checker.plan.config.spares(), target);
        require(spares <= mostSpares, Rule.FLEET_NOT_ABOVE, "%s spares", workers, spares);
        if (seen == PoolState.RUNNING && checker.plan.config.lifespan().idleTimeout() == 0) {
            boolean enough = serving + unexplained >= target;
            require(enough, Rule.FLEET_NOT_BELOW, "%s serve, not %s", workers, serving, target);
        }
        boolean mustServe = waits && (seen == PoolState.RUNNING || seen == PoolState.SHUTDOWN);
        // A closing pool may be backing off, too; its state does not say so.
        boolean mayBackOff = seen == PoolState.SHUTDOWN && !crashes.isEmpty();
        require(!mustServe || mayBackOff || serving + unexplained > 0, Rule.FLEET_NOT_BELOW, "nobody serves", seen);
    }

    void end() {
        require(checker.engine.state() == PoolState.TERMINATED, Rule.QUIESCENCE, "the engine is", checker.engine.state());
        require(checker.engine.workers().isEmpty(), Rule.QUIESCENCE, "workers are left", checker.engine.workers());
        require(checker.engine.unfinished() == 0, Rule.QUIESCENCE, "unfinished", checker.engine.unfinished());
        require(stopping || state == PoolState.TERMINATED, Rule.STATE_ORDER, "the end was not announced", state);
    }
}
