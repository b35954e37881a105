package dev.carom.internal.engine;

import static dev.carom.internal.engine.Checker.require;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.Checker.AttemptView;
import dev.carom.internal.engine.Checker.TaskView;
import dev.carom.internal.engine.Checker.WorkerView;
import org.jspecify.annotations.Nullable;

/** The rules for what must happen in time: limits, kills, recycling, what waits behind a long task. */
final class TimeRules {
    /** When the task in front counts as long. */
    private static final long LONG_TASK = 5 * Dice.MS;
    /** The longest that memory may go unlooked at during a task. */
    private static final long SAMPLED_WITHIN = 100 * Dice.MS;
    /** The first pause after a start that failed. */
    private static final long BACK_OFF = 100 * Dice.MS;

    /** The longest pause. */
    private static final long LONGEST_BACK_OFF = 30 * Dice.SECOND;
    /** How long it may take until it is known what a worker has begun, whatever becomes of it. */
    private static final long HEARD_WITHIN = 200 * Dice.MS;
    /** How long after its channel a process may live on by itself. */
    private static final long EXIT_WAIT = 500 * Dice.MS;
    /** How long a worker that was told to leave may take. */
    private static final long LEAVE_WAIT = 5 * Dice.SECOND;
    /** How long a worker may take to accept a task, where nothing is known. */
    private static final long ACCEPT_WAIT = 3 * Dice.SECOND;
    /** However long others take, more is not expected of any. */
    private static final long SLOWEST_USUAL = 30 * Dice.SECOND;

    private final Checker checker;
    private final SimPlan plan;
    private final Obligations obligations = new Obligations();
    /** No worker is to be started before. */
    private long backOffUntil;
    /** Whether a start has failed since the last one. */
    private boolean roundFailed;
    /** How many rounds have, one after the other. */
    private int failedRounds;

    /** How long it took a worker that had nothing to run to accept a task: the last time, at least; and the longest, at most. */
    private long lastAccept;
    private long slowestAccept;

    TimeRules(Checker checker) {
        this.checker = checker;
        this.plan = checker.plan;
    }

    /** How late the clock of this history may be, twice, as one deadline may follow from another. */
    private long slack() {
        return 2 * plan.tickLateness + Dice.MS;
    }

    void stoodStill(long from, long to) {
        obligations.stoodStill(from, to, slack());
    }

    private long awake(long since, long now) {
        return checker.pauses.awake(since, now);
    }

    // ---- what is seen

    void seen(Event event, long now) {
        if (event instanceof Event.Accepted e) {
            AttemptView attempt = checker.find(e.worker(), e.attempt());
            if (attempt != null) {
                accepted(attempt, now);
            }
        } else if (event instanceof Event.Finished e) {
            checker.workers.get(e.worker()).progress++;
            checker.workers.get(e.worker()).freeSince = now;
            awaited(checker.workers.get(e.worker()));
        } else if (event instanceof Event.Returned e) {
            checker.workers.get(e.worker()).progress++;
            noteOverdue(checker.find(e.worker(), e.attempt()), now);
        } else if (event instanceof Event.MemorySampled e) {
            sampled(checker.workers.get(e.worker()), e.rss(), now);
        } else if (event instanceof Event.ChannelEnded e) {
            channelEnded(checker.workers.get(e.worker()), now);
        } else if (event instanceof Event.Examined e) {
            examined(checker.workers.get(e.worker()), e, now);
        } else if (event instanceof Event.StartFailed e) {
            WorkerView worker = checker.workers.get(e.worker());
            worker.toldAt = Math.min(worker.toldAt, now);
        } else if (event instanceof Event.Exited e) {
            exited(checker.workers.get(e.worker()), now);
        }
    }

    private void examined(WorkerView worker, Event.Examined e, long now) {
        worker.examined = true;
        worker.starved = worker.examinedAt != Deadlines.NEVER && !e.stopped()
                && e.waited() - worker.processorAwaited >= (now - worker.examinedAt) / 2;
        worker.wasStarved |= worker.starved;
        worker.examinedAt = now;
        worker.processorAwaited = e.waited();
    }

    /** From now on it is awaited anew. */
    private static void awaited(WorkerView worker) {
        worker.examinedAt = Deadlines.NEVER;
        worker.starved = false;
        worker.wasStarved = false;
    }

    private void accepted(AttemptView attempt, long now) {
        WorkerView worker = attempt.worker;
        awaited(worker);
        int front = ++worker.progress;
        worker.overdue.clear();
        if (!worker.isEnding()) {
            long since = Math.max(worker.freeSince, attempt.sentAt);
            lastAccept = Math.min(checker.pauses.surelyAwake(since, now), SLOWEST_USUAL);
        }
        slowestAccept = Math.max(slowestAccept, Math.min(now - worker.freeSince, SLOWEST_USUAL));
        if (attempt.doomed && !plan.config.synack() && worker.open.size() == 1) {
            obligations.by(now, Rule.CONDEMNED_DIES, attempt, () -> !attempt.isOpen() || worker.isEnding());
        }
        if (plan.config.synack()) {
            obligations.by(now + plan.config.confirmTimeout() + slack(), Rule.CONFIRMATION, attempt,
                    () -> attempt.confirmed || attempt.task.outcome != null || !attempt.isOpen() || worker.isEnding());
        }
        obligations.by(now + 2 * LONG_TASK + slack(), Rule.WORK_CONSERVING, attempt,
                () -> worker.progress != front || worker.isEnding() || nothingWaits(worker));
        if (plan.config.lifespan().hardMemory() > 0) {
            long samples = worker.samples;
            obligations.by(now + SAMPLED_WITHIN + slack(), Rule.MEMORY, attempt,
                    () -> worker.samples > samples || !attempt.isOpen() || worker.isEnding());
        }
    }

    /** It is asked back what it has not accepted long before it is given up, so it takes nothing then: that would be lost. */
    void taken(WorkerView worker, SimTask task, long now) {
        boolean near = plan.byteTime <= 1; // otherwise what it was asked may be under way
        require(!near || now <= worker.givenUpAt, Rule.INNOCENT_SPARED, "taken by a worker that was given up", task);
    }

    /** Its code runs, and its limits are to hold. */
    void began(AttemptView attempt, long now) {
        WorkerView worker = attempt.worker;
        obligations.by(now + HEARD_WITHIN + slack(), Rule.HEARD, attempt,
                () -> attempt.accepted || !attempt.isOpen() || worker.isEnding());
    }

    /** Behind a task that turns out to be long. */
    private static boolean nothingWaits(WorkerView worker) {
        return worker.open.values().stream().allMatch(attempt -> attempt.accepted || attempt.revokedAt >= 0);
    }

    private void sampled(WorkerView worker, long rss, long now) {
        if (plan.config.lifespan().hardMemory() == 0 || rss <= plan.config.lifespan().hardMemory() || worker.isEnding()) {
            return;
        }
        worker.open.values().stream().filter(attempt -> attempt.mayRun(plan)).forEach(attempt -> mustDie(attempt, now));
    }

    private void exited(WorkerView worker, long now) {
        obligations.by(now + lostWorkerTimeout(worker) + slack(), Rule.DRAINED, worker.id, () -> worker.down);
    }

    private long lostWorkerTimeout(WorkerView worker) {
        long wait = plan.config.lostWorkerTimeout();
        for (AttemptView attempt : worker.open.values()) {
            long own = attempt.task.task.lostWorkerTimeout();
            wait = attempt.accepted && own > 0 ? own : wait;
        }
        return wait;
    }

    /** Its exit follows, or it is killed. */
    private void channelEnded(WorkerView worker, long now) {
        worker.channelEndedAt = now;
        int kills = worker.kills;
        obligations.by(now + EXIT_WAIT + slack(), Rule.BURIED, worker.id,
                () -> worker.exited || worker.down || worker.kills > kills);
    }

    /** Its exit follows, or the end of its channel, or it is given up; another kill lets it have that time again. */
    private void killed(WorkerView worker, long now) {
        int kills = worker.kills;
        boolean ended = worker.channelEnded;
        obligations.by(now + lostWorkerTimeout(worker) + slack(), Rule.BURIED, worker.id,
                () -> worker.down || worker.exited || worker.channelEnded != ended || worker.kills > kills);
    }

    // ---- what is decided

    void decided(Action action, long now) {
        if (action instanceof Action.SendTask a) {
            boolean young = now <= Math.max(checker.view(a.worker(), a).expiresAt, checker.pauses.lastEnd() + slack());
            require(young, Rule.SENT_TO_READY, "the worker is over its lifetime", a);
            sent(checker.find(a.worker(), a.attempt()), now);
        } else if (action instanceof Action.LimitsSet a && a.task().softLimit() > 0) {
            softLimit(checker.view(a.task()), now);
        } else if (action instanceof Action.SendSoftLimit a) {
            AttemptView attempt = checker.find(a.worker(), a.attempt());
            if (attempt != null) {
                attempt.softStruck = true;
            }
        } else if (action instanceof Action.SendConfirm a && !a.go()) {
            AttemptView attempt = checker.find(a.worker(), a.attempt());
            if (attempt != null) {
                refused(attempt, now);
            }
        } else if (action instanceof Action.SampleMemory a) {
            checker.view(a.worker(), a).samples++;
        } else if (action instanceof Action.Examine a) {
            checker.view(a.worker(), a).examined = false;
        } else if (action instanceof Action.Complete a) {
            completed(checker.view(a.task()), a.outcome(), now);
        } else {
            onWorker(action, now);
        }
    }

    private void sent(AttemptView attempt, long now) {
        WorkerView worker = attempt.worker;
        attempt.sentAt = now;
        attempt.sentToIdle = worker.open.size() == 1;
        if (attempt.sentToIdle) {
            worker.freeSince = now;
            awaited(worker);
            acceptedOrReplaced(attempt, longestWait(attempt));
        }
    }

    private void acceptedOrReplaced(AttemptView attempt, long wait) {
        long grace = (Limits.GIVE_BACK_WAIT + plan.tickLateness) * (1 + Patience.REPRIEVES);
        long due = attempt.sentAt + checker.pauses.since(attempt.sentAt) + wait + grace + slack();
        obligations.by(due, Rule.PATIENCE, attempt,
                () -> attempt.accepted || !attempt.isOpen() || attempt.worker.isEnding() || mayTakeLonger(attempt, wait));
    }

    /** Another worker has taken longer since. */
    private boolean mayTakeLonger(AttemptView attempt, long wait) {
        long longer = longestWait(attempt);
        if (longer > wait) {
            acceptedOrReplaced(attempt, longer);
        }
        return longer > wait;
    }

    private long longestWait(AttemptView attempt) {
        long wait = (ACCEPT_WAIT + 4 * slowestAccept + 250L * attempt.task.task.size()) << Math.min(6, attempt.task.ignored);
        return attempt.worker.wasStarved ? wait * (1 + Patience.REPRIEVES) : wait;
    }

    /** Told not to run it, the worker gives it back. */
    private void refused(AttemptView attempt, long now) {
        obligations.by(now + ACCEPT_WAIT + 4 * slowestAccept + slack(), Rule.CONFIRMATION, attempt,
                () -> !attempt.isOpen() || attempt.worker.isEnding());
    }

    /** A deadline has passed: it has had all its time while the pool was awake. */
    private void killedLate(WorkerView worker, Action.Kill a, long now) {
        if (worker.channelEndedAt != Deadlines.NEVER) {
            require(awake(worker.channelEndedAt, now) >= EXIT_WAIT, Rule.PATIENCE, "its exit was not awaited", a);
        } else if (worker.toldAt != Deadlines.NEVER) {
            require(awake(worker.toldAt, now) >= LEAVE_WAIT, Rule.PATIENCE, "it had no time to leave", a);
        } else if (a.reason() == WorkerExit.START_FAILED) {
            require(awake(worker.spawnedAt, now) >= plan.config.startTimeout(), Rule.PATIENCE, "it had no time to start", a);
        }
    }

    /** It has accepted nothing of what it was sent, or not given back what it was not to run. */
    private void unresponsive(WorkerView worker, long now) {
        worker.open.values().forEach(attempt -> noteOverdue(attempt, now));
        boolean unreturned = worker.open.values().stream()
                .anyMatch(a -> a.refusedAt >= 0 && awake(a.refusedAt, now) >= ACCEPT_WAIT);
        require(unreturned || !worker.overdue.isEmpty(), Rule.PATIENCE, "replaced too early", worker.open.values());
        boolean starved = worker.examined && worker.starved
                && awake(worker.freeSince, now) < ACCEPT_WAIT * (1 + Patience.REPRIEVES);
        require(unreturned || !starved, Rule.PATIENCE, "it lacked nothing but a processor", worker.open.values());
        boolean asked = worker.open.values().stream()
                .allMatch(a -> a.accepted || a.revokedAt >= 0 && awake(a.revokedAt, now) >= Limits.GIVE_BACK_WAIT);
        require(unreturned || asked, Rule.INNOCENT_SPARED, "it was not asked back before that", worker.open.values());
        worker.open.values().forEach(attempt -> worker.overdue.add(attempt.task));
        worker.overdue.forEach(task -> task.ignored++);
    }

    private void noteOverdue(@Nullable AttemptView attempt, long now) {
        if (attempt != null && !attempt.accepted && awake(attempt.sentAt, now) >= Math.max(ACCEPT_WAIT, 2 * lastAccept)) {
            attempt.worker.overdue.add(attempt.task);
        }
    }

    private void onWorker(Action action, long now) {
        if (action instanceof Action.WorkerUp a) {
            WorkerView worker = checker.view(a.worker(), a);
            roundFailed = false;
            failedRounds = 0;
            backOffUntil = 0;
            if (plan.config.lifespan().maxLifetime() > 0) {
                worker.expiresAt = now + plan.config.lifespan().maxLifetime() + slack();
            }
        } else if (action instanceof Action.WorkerDown a) {
            // Those that were started together fail together.
            if (!a.wasUp() && a.reason().isCrash() && !roundFailed) {
                roundFailed = true;
                backOffUntil = now + Math.min(LONGEST_BACK_OFF, BACK_OFF << Math.min(20, failedRounds++));
            }
        } else if (action instanceof Action.Kill a) {
            if (a.reason() == WorkerExit.UNRESPONSIVE && checker.view(a.worker(), a).kills == 1) {
                unresponsive(checker.view(a.worker(), a), now);
                checker.view(a.worker(), a).givenUpAt = now;
            }
            if (checker.cause instanceof Event.Tick) {
                killedLate(checker.view(a.worker(), a), a, now);
            }
            killed(checker.view(a.worker(), a), now);
        } else if (action instanceof Action.SendExit a) {
            checker.view(a.worker(), a).toldAt = now;
        } else if (action instanceof Action.Signal a) {
            checker.view(a.worker(), a).toldAt = now;
        } else if (action instanceof Action.Spawn a) {
            checker.view(a.worker(), a).spawnedAt = now;
            require(now >= backOffUntil, Rule.BACK_OFF, "too soon after a start that failed", a);
            roundFailed = false;
        }
    }

    private void softLimit(TaskView task, long now) {
        AttemptView attempt = task.at;
        if (attempt == null) {
            return;
        }
        obligations.by(now + task.task.softLimit() + slack(), Rule.SOFT_LIMIT, task,
                () -> attempt.softStruck || !attempt.isOpen() || task.outcome != null || attempt.worker.isEnding());
    }

    private void completed(TaskView task, Outcome outcome, long now) {
        AttemptView attempt = task.at;
        boolean kills = outcome instanceof Outcome.TimedOut || outcome instanceof Outcome.Terminated
                || outcome instanceof Outcome.Cancelled && checker.cause instanceof Event.Cancel;
        if (kills && attempt != null && attempt.mayRun(plan)) {
            mustDie(attempt, now);
        } else if (kills && attempt != null) {
            attempt.doomed = true;
        }
    }

    /** The attempt ends, or its worker does. */
    private void mustDie(AttemptView attempt, long now) {
        long wait = Math.max(Limits.GIVE_BACK_WAIT, plan.config.stackWait());
        obligations.by(now + wait + slack(), Rule.CONDEMNED_DIES, attempt,
                () -> !attempt.isOpen() || attempt.worker.isEnding());
    }

    void stepTaken(long now) {
        obligations.stepTaken(now);
    }
}
