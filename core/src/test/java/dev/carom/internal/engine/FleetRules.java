package dev.carom.internal.engine;

import static dev.carom.internal.engine.Checker.require;

import dev.carom.PoolState;
import dev.carom.WorkerExit;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import dev.carom.internal.engine.Checker.WorkerView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for which workers come, which stay and which leave. */
final class FleetRules {
    private final Checker checker;
    private final SimPlan plan;

    /** In the step that is being taken. */
    private final Set<Integer> spawned = new HashSet<>();
    private boolean buried;
    /** Those of which it is known already why they leave. */
    private final Set<Integer> leaving = new HashSet<>();
    /** Whether all served after the last step, and one of them was to be replaced. */
    private boolean rolls;

    FleetRules(Checker checker) {
        this.checker = checker;
        this.plan = checker.plan;
    }

    void decided(Action action) {
        if (action instanceof Action.Spawn a) {
            spawned.add(a.worker());
        }
        buried |= action instanceof Action.WorkerDown;
    }

    /** What there is after a step. */
    private static final class Census {
        /** Not told to leave, and no spares: all of them, and those that are up. */
        int serving;
        int ready;
        boolean idle;
        boolean idleSpare;
        /** Whether one that serves was there when a restart was asked for. */
        boolean old;

        // ---- by this step
        boolean started;
        boolean startingPromoted;
        /** Whether one that never did anything, but could have, was given a task; and whether one that did has none. */
        boolean coldBegins;
        boolean warmRests;
        boolean busyShrunk;
        boolean restarted;
        /** Of those that served. */
        int rolled;
        boolean leftForWantOfWork;
        boolean leftOtherwise;
    }

    /** The engine is at rest now. */
    void stepTaken(List<WorkerInfo> workers, PoolState state, int target, long now) {
        Census census = new Census();
        for (WorkerInfo worker : workers) {
            WorkerView view = checker.view(worker.id(), worker);
            boolean leaves = worker.exit() != null && leaving.add(worker.id());
            boolean rests = worker.exit() == null && worker.state() == WorkerState.IDLE && !worker.spare();
            boolean serves = worker.state() != WorkerState.BUSY || !worker.spare();
            require(serves, Rule.SENT_TO_READY, "a spare was given a task", worker);
            boolean rested = view.idleSince != Deadlines.NEVER;
            census.coldBegins |= rested && worker.state() == WorkerState.BUSY && worker.tasks() == 0;
            view.restsWarm = rests && worker.tasks() > 0;
            census.warmRests |= view.restsWarm;
            rested(worker, view, rests, leaves, now);
            count(census, worker, view);
            if (leaves) {
                countLeaving(census, worker, view);
            }
            view.spare = worker.spare();
        }
        // Those that left for want of work are not missing.
        boolean all = plan.config.lifespan().idleTimeout() == 0;
        chosenWell(census, all && state == PoolState.RUNNING ? target : 0, workers);
        boolean othersReady = !all || state == PoolState.BROKEN || census.ready >= target - 1;
        boolean few = census.rolled == 0 || census.rolled == 1 && othersReady;
        require(few, Rule.ROLLING, "%s leave, and %s of %s are ready", workers, census.rolled,
                census.ready, target);
        boolean mayRoll = census.ready >= target && all && state == PoolState.RUNNING;
        boolean stuck = rolls && mayRoll && census.old && !census.restarted;
        require(!stuck, Rule.ROLLING, "none that is to be replaced leaves", workers);
        rolls = mayRoll && census.old;
        spawned.clear();
        buried = false;
    }

    private void count(Census census, WorkerInfo worker, WorkerView view) {
        boolean starting = worker.state() == WorkerState.STARTING;
        boolean serves = worker.exit() == null && worker.state().compareTo(WorkerState.DRAINING) < 0;
        boolean idle = serves && worker.state() == WorkerState.IDLE;
        census.serving += serves && !worker.spare() ? 1 : 0;
        census.ready += serves && !starting && !worker.spare() ? 1 : 0;
        // A spare that takes the place of one that is restarted does not count.
        census.idle |= idle && !worker.spare() && !view.spare;
        census.idleSpare |= idle && worker.spare();
        census.old |= serves && !starting && !worker.spare() && view.toBeReplaced;
        census.started |= !worker.spare() && spawned.contains(worker.id());
        census.startingPromoted |= serves && starting && view.spare && !worker.spare();
    }

    private static void countLeaving(Census census, WorkerInfo worker, WorkerView view) {
        boolean restarted = worker.exit() == WorkerExit.RESTARTED;
        boolean parked = worker.exit() == WorkerExit.RECYCLED_IDLE;
        census.restarted |= restarted;
        census.rolled += restarted && view.up && !worker.spare() ? 1 : 0;
        census.busyShrunk |= worker.exit() == WorkerExit.SHRUNK && worker.state() == WorkerState.BUSY;
        census.leftForWantOfWork |= parked;
        census.leftOtherwise |= !parked;
    }

    /** @param wanted how many must serve, where that is known */
    private void chosenWell(Census census, int wanted, List<WorkerInfo> workers) {
        require(!census.busyShrunk || !census.idle, Rule.BEST_CHOICE, "a busy worker leaves, an idle one stays", workers);
        boolean cold = census.started || census.startingPromoted || census.serving < wanted;
        require(!cold || !census.idleSpare, Rule.BEST_CHOICE, "a warm spare is not used", workers);
        require(!census.coldBegins || !census.warmRests, Rule.BEST_CHOICE, "a warm worker is not used", workers);
        boolean onlyParked = census.leftForWantOfWork && !census.leftOtherwise && !buried && plan.badStart == 0;
        require(!onlyParked || !census.started, Rule.BEST_CHOICE, "for want of work one leaves, and one comes", workers);
    }

    /** The pool takes nothing more: who has nothing to do leaves; where it was stopped, everybody is killed. */
    void ending(List<WorkerInfo> workers, boolean stopping) {
        for (WorkerInfo worker : workers) {
            WorkerView view = checker.view(worker.id(), worker);
            boolean useless = worker.state() == WorkerState.IDLE || worker.state() == WorkerState.STARTING;
            require(!useless, Rule.ENDING, "it has nothing to do, and stays", worker);
            require(!stopping || view.kills > 0 || view.exited, Rule.ENDING, "it lives on", worker);
        }
    }

    /** With regard to the idle time-out. */
    private void rested(WorkerInfo worker, WorkerView view, boolean rests, boolean leaves, long now) {
        long timeout = plan.config.lifespan().idleTimeout();
        boolean early = leaves && worker.exit() == WorkerExit.RECYCLED_IDLE && now - view.idleSince < timeout;
        require(!early, Rule.IDLE_TIMEOUT, "it leaves early, idle since %s", worker, view.idleSince);
        view.idleSince = !rests ? Deadlines.NEVER : Math.min(view.idleSince, now);
        long due = Math.max(view.idleSince + timeout, checker.pauses.lastEnd());
        boolean late = rests && timeout > 0 && now - due > plan.tickLateness;
        require(!late, Rule.IDLE_TIMEOUT, "it stays, idle since %s", worker, view.idleSince);
    }
}
