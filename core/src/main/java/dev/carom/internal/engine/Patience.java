package dev.carom.internal.engine;

import dev.carom.WorkerExit;

/**
 * How long a worker may take to accept what it was sent, or to give it back. Whoever does not accept in time is asked back
 * first, and the kernel is asked what became of it: one that waited for a processor has more time.
 */
final class Patience {
    /** How long an idle worker may take to accept, at least. It has not begun, so the task can go elsewhere. */
    private static final long ACCEPT_WAIT = 3_000_000_000L;
    /** It may take so many times as long as others have taken lately: where all are slow, none is stopped. */
    private static final int TIMES_USUAL = 4;
    /** More is not expected of any. */
    private static final long SLOWEST_USUAL = 30_000_000_000L;
    /** What each byte of the task adds to that: a large one is long under way where the machine has too much to do. */
    private static final long WAIT_PER_BYTE = 250;
    /** After each wait that was in vain the next one is twice as long, so often at most. */
    private static final int DOUBLINGS = 6;
    /** So often a worker has all that time again that was ready to run for most of it, and was not let. */
    static final int REPRIEVES = 3;

    private final Turn turn;

    /** The longest that a worker has taken to accept, forgotten by an eighth with each one that took less. */
    private long slowest;

    Patience(Turn turn) {
        this.turn = turn;
    }

    /** The worker has something to accept, and nothing else to do. */
    void begin(Worker worker) {
        worker.awaitedSince = turn.now();
        worker.stoodStill = 0;
        worker.reprieves = 0;
        worker.examined = null;
        worker.silence = null;
        turn.await(worker, Worker.Timer.ACCEPT, toAccept(worker.sent.getFirst().task));
    }

    private long toAccept(EngineTask task) {
        long wait = toAnswer() + WAIT_PER_BYTE * task.size();
        return wait << Math.min(task.ignored(), DOUBLINGS);
    }

    /** How long it may take to do what takes no time. */
    long toAnswer() {
        return Math.max(ACCEPT_WAIT, TIMES_USUAL * slowest);
    }

    /** The worker accepts the first of what it was sent. */
    void accepted(Worker worker) {
        if (worker.timers.isSet(Worker.Timer.ACCEPT)) {
            worker.timers.clear(Worker.Timer.ACCEPT);
            worker.doubted = null;
            slowest = Math.max(Math.min(awaited(worker), SLOWEST_USUAL), slowest - slowest / 8);
        }
    }

    /** For how long it was awaited while the pool was awake. */
    private long awaited(Worker worker) {
        return turn.now() - worker.awaitedSince - worker.stoodStill;
    }

    /** Whether its time to accept has passed, by now; otherwise it is looked at when it will have. */
    boolean isOverdue(Worker worker) {
        Attempt first = worker.sent.getFirst();
        worker.awaitedSince = Math.max(worker.awaitedSince, first.since); // it may have given back what it was sent before
        // If others have taken long meanwhile, it may take longer, too.
        long left = toAccept(first.task) * (1 + worker.reprieves) - awaited(worker);
        if (left > 0) {
            turn.await(worker, Worker.Timer.ACCEPT, left);
        }
        return left <= 0;
    }

    /** It has given back all that it was sent. Others may have taken as long since it was doubted: then it is doubted no more. */
    void answered(Worker worker) {
        Attempt doubted = worker.doubted;
        if (doubted != null && awaited(worker) < toAccept(doubted.task) * (1 + worker.reprieves)) {
            worker.doubted = null;
        }
    }

    /** It was silent for long: the kernel is asked what it does, now and when its time has passed. */
    void examine(Worker worker) {
        turn.emit(new Action.Examine(worker.id));
    }

    /** The kernel has said. */
    void examined(Worker worker, Event.Examined now) {
        Event.Examined before = worker.examined;
        long since = worker.examinedAt;
        worker.examined = now;
        worker.examinedAt = turn.now();
        if (worker.isDraining() || worker.doubted == null) {
            return;
        }
        worker.silence = before == null ? Silence.of(now) : Silence.between(before, now, turn.now() - since);
        if (worker.silence.isStarved() && worker.reprieves < REPRIEVES) {
            worker.reprieves++;
            worker.doubted = null;
            if (!worker.sent.isEmpty()) {
                isOverdue(worker);
            }
        }
    }

    /** What it was sent was not accepted in time. Returns what the worker is to be killed for. */
    WorkerExit notAccepted(Worker worker, Attempt doubted) {
        EngineTask task = doubted.task;
        task.noteIgnored();
        String silence = worker.silence == null ? Silence.UNKNOWN : worker.silence.describe();
        worker.remarks.add("(carom: it did not accept a task of " + task.size() + " bytes within "
                + awaited(worker) / 1_000_000 + " ms" + besides(worker) + silence + ")");
        return WorkerExit.UNRESPONSIVE;
    }

    private static String besides(Worker worker) {
        return worker.stoodStill == 0 ? "" : ", beside " + worker.stoodStill / 1_000_000
                + " ms in which this process, or the whole machine, stood still";
    }

    /** What was refused was not given back in time. Returns what the worker is to be killed for. */
    WorkerExit notReturned(Worker worker) {
        worker.remarks.add("(carom: it was told not to run what it had accepted, and did not answer within "
                + toAnswer() / 1_000_000 + " ms" + Silence.UNKNOWN + ")");
        return WorkerExit.UNRESPONSIVE;
    }
}
