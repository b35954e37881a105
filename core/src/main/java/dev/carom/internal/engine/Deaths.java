package dev.carom.internal.engine;

import dev.carom.DeathCertificate;
import dev.carom.WorkerExit;
import dev.carom.internal.engine.EngineTask.Phase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ends of workers: how one is found to be dead, what becomes of what it had, and what it costs the pool. */
final class Deaths {
    /** Of how many workers, each of which died when a task was the next that it was to accept, that task is held guilty. */
    private static final int MOST_UNACCEPTED = 3;

    private final EngineConfig config;
    private final Turn turn;
    private final Standing standing;
    private final RestartPolicy policy;
    private final Dispatcher dispatcher;
    private final Fleet fleet;
    private final Tasks tasks;
    private final Tally tally;

    /** Dead, and in the fleet no more, while what it had may be nowhere else; null otherwise, unless a burial failed half-way. */
    private @Nullable Worker buried;

    Deaths(
            EngineConfig config,
            Turn turn,
            Standing standing,
            RestartPolicy policy,
            Dispatcher dispatcher,
            Fleet fleet,
            Tasks tasks,
            Tally tally) {
        this.config = config;
        this.turn = turn;
        this.standing = standing;
        this.policy = policy;
        this.dispatcher = dispatcher;
        this.fleet = fleet;
        this.tasks = tasks;
        this.tally = tally;
    }

    /** The worker says that it cannot start. */
    void startFailed(Worker worker, Object cause) {
        if (worker.exit() != null) {
            return;
        }
        if (worker.wasReady) {
            fleet.violated(worker, "it was ready, and says that it cannot start");
            return;
        }
        standing.breakPool(new Breakage.CannotStart("the initializer failed in a worker", cause, true));
        if (!worker.isDraining()) {
            fleet.awaitLeave(worker, WorkerExit.START_FAILED);
        }
    }

    /** There is no process. */
    void spawnFailed(Worker worker, Event.SpawnFailed event) {
        if (event.permanent()) {
            standing.breakPool(new Breakage.CannotStart(event.reason(), event.cause(), false));
        }
        bury(worker, ExitFacts.neverStarted(event.reason()));
    }

    void channelEnded(Worker worker, @Nullable String violation) {
        fleet.channelEnded(worker, violation);
        settleEnd(worker);
    }

    void exited(Worker worker, ExitFacts facts) {
        fleet.exited(worker, facts);
        settleEnd(worker);
    }

    private void settleEnd(Worker worker) {
        if (fleet.isOver(worker)) {
            giveUp(worker);
        }
    }

    /** Gives the worker up, with what is known of its end. */
    void giveUp(Worker worker) {
        ExitFacts facts = worker.facts;
        bury(worker, facts == null ? ExitFacts.unknown() : facts);
    }

    /** The worker is dead: what it ran is lost, what it had not started goes elsewhere, and it is replaced. */
    private void bury(Worker worker, ExitFacts known) {
        Event.StackTaken taken = worker.runningStack;
        String place = taken == null ? null : taken.place().get();
        if (place != null) {
            worker.remarks.add("(carom: its task was " + place + ")");
        }
        ExitFacts facts = (worker.exiting ? known.bySystemExit() : known).with(worker.remarks);
        buried = worker;
        WorkerExit reason = fleet.bury(worker, facts);
        tally.exited(reason);
        if (reason.isDeath()) {
            died(worker, facts, reason);
        }
        if (!worker.surelyRanNoMore() && !config.synack()) {
            // It may have accepted, and run, what it was sent.
            for (Attempt attempt : worker.sent) {
                attempt.since = turn.now();
                tasks.lost(attempt, certificate(worker, attempt, facts, reason));
            }
            worker.sent.clear();
        }
        Attempt next = worker.running == null ? worker.sent.peekFirst() : null;
        if (next != null && reason.isCrash() && !worker.exiting) { // that is of what ran before
            diedReceiving(next.task, certificate(worker, facts, reason, 0, 0));
        }
        for (Attempt attempt = worker.sent.peekLast(); attempt != null; attempt = worker.sent.peekLast()) {
            dispatcher.giveBack(attempt);
            worker.sent.removeLast();
        }
        Attempt running = worker.running;
        if (running != null) {
            if (running.began) {
                tasks.ran(running, turn.now() - running.since, true);
            }
            if (running.task.phase == Phase.ACCEPTED) {
                dispatcher.giveBack(running);
            } else {
                tasks.lost(running, certificate(worker, running, facts, reason));
            }
            tasks.over(worker, running);
        }
        buried = null;
        if (reason.isCrash()) {
            crashed(worker, facts, reason);
        }
    }

    /** The worker had nothing to do but to accept this task, which goes to another one, unless it has cost too many. */
    private void diedReceiving(EngineTask task, DeathCertificate certificate) {
        if (!task.isDone()) {
            List<DeathCertificate> certificates = task.certifyUnaccepted(certificate);
            if (certificates.size() >= MOST_UNACCEPTED) {
                tasks.complete(task, new Outcome.Unaccepted(certificates, task.lostDeliveries() > 0));
            }
        }
    }

    private void died(Worker worker, ExitFacts facts, WorkerExit reason) {
        Action.Begun with = worker.begun(turn.now());
        if (with == null) {
            tally.died(turn.now(), null, certificate(worker, facts, reason, 0, 0));
        } else {
            tally.died(turn.now(), with.task().label(), certificate(worker, facts, reason, with.delivery(), with.ran()));
        }
    }

    /** The pool is terminated: what a worker had whose burial failed half-way has its outcome, too. */
    void closeBurial() {
        if (buried != null) {
            tasks.close(buried);
        }
    }

    private DeathCertificate certificate(Worker worker, Attempt attempt, ExitFacts facts, WorkerExit reason) {
        return certificate(worker, facts, reason, attempt.delivery(), turn.now() - attempt.since);
    }

    /** @param delivery of the task that it ran for so many nanoseconds; 0 where it ran none */
    private static DeathCertificate certificate(Worker worker, ExitFacts facts, WorkerExit reason, int delivery, long ran) {
        return new DeathCertificate(reason, worker.id, worker.pid, facts.exitCode(), delivery, Duration.ofNanos(ran),
                facts.peakRss(), facts.output(), facts.crashReport());
    }

    private void crashed(Worker worker, ExitFacts facts, WorkerExit reason) {
        String how = certificate(worker, facts, reason, 0, 0).describe();
        boolean tooMany = policy.crashed(turn.now());
        if (!worker.wasReady) {
            policy.startFailed(turn.now());
        }
        if (!worker.wasReady && facts.configurationError()) {
            standing.breakPool(new Breakage.CannotStart(how, null, false));
        } else if (tooMany) {
            standing.breakPool(new Breakage.TooManyRestarts(
                    policy.crashes(), config.maxRestarts(), config.restartWindow(), how));
        } else if (policy.isHopeless() && !fleet.hasReady()) {
            standing.breakPool(new Breakage.CannotStart("no worker could be started in " + policy.failedRounds()
                    + " rounds, one after the other; last: " + how, null, worker.connected));
        } else {
            standing.announce(how);
        }
    }
}
