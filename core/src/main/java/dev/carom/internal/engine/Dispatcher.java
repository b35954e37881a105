package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import dev.carom.WorkerState;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The queue, and which worker gets what when.
 *
 * <p>A task goes to a worker that is idle. Only while tasks are tiny are more sent behind the running one, about
 * {@value #AHEAD} ns of work, so that the wire is used in batches; while they are short, and many wait, one, so that its worker
 * need not wait for it. What waits behind a task that turns out to be long is taken back. A task that has cost a worker
 * before has one to itself. The worker used last is used first, as it is the warmest, unless the task's caller had another one
 * that is idle; while tasks are tiny and those that
 * are busy suffice ({@link Crowd}), the others are left alone, and what waits is sent ahead.
 */
final class Dispatcher {
    /** How much work may wait at a worker. */
    private static final long AHEAD = 400_000;
    /** On average, while one task waits at a worker whatever its time. */
    private static final long SHORT = 2_000_000;
    /** What a task costs beside its own time, and each of its bytes. */
    private static final long OVERHEAD = 500;
    private static final long OVERHEAD_PER_BYTE = 1;
    /** Longer tasks count as this long, so that one long task is soon forgotten. */
    private static final long LONGEST_OBSERVED = 2 * SHORT;
    /** Larger tasks are never sent ahead. */
    private static final int LARGEST_AHEAD = 64 << 10;
    /** When the task in front counts as long. */
    private static final long TAKE_BACK_AFTER = 5_000_000;
    /** How long a worker may say nothing of what it was sent before its journal is looked into. */
    private static final long LOOK_AFTER = 5_000_000;
    /** It is looked into again after pauses that double up to this, while the worker stays silent. */
    private static final long LONGEST_LOOK_PAUSE = 100_000_000;

    private final EngineConfig config;
    private final Turn turn;
    private final SteadyDeque<EngineTask> queue = new SteadyDeque<>();
    private final IdleWorkers idle = new IdleWorkers();
    private final Crowd crowd;
    private final Patience patience;

    private long attempts;
    /** See {@link #heldUntil()}. */
    private long heldUntil;
    /** Whether an idle worker was given work. */
    private boolean woken;
    /** Tasks in the queue that still wait; the others have their outcome and are dropped when met. */
    private int waiting;
    private long averageTime = LONGEST_OBSERVED;

    Dispatcher(EngineConfig config, Turn turn) {
        this.config = config;
        this.turn = turn;
        this.crowd = new Crowd(config.processors());
        this.patience = new Patience(turn);
    }

    Patience patience() {
        return patience;
    }

    int waiting() {
        return waiting;
    }

    /** For how long the first task has waited that still does; 0 where none does. */
    long oldestWait(long now) {
        for (EngineTask task : queue) {
            if (!task.isDone()) {
                return now - task.queuedAt;
            }
        }
        return 0;
    }

    void enqueue(EngineTask task) {
        queue.addLast(task);
        waiting++;
        task.phase = EngineTask.Phase.QUEUED;
        task.attempt = null;
        task.queuedAt = turn.now();
    }

    private void enqueueFirst(EngineTask task) {
        queue.addFirst(task);
        waiting++;
        task.phase = EngineTask.Phase.QUEUED;
        task.attempt = null;
    }

    /** Puts back a task that was sent and never ran. */
    void giveBack(Attempt attempt) {
        EngineTask task = attempt.task;
        if (!task.isDone()) {
            enqueueFirst(task);
        }
    }

    /** A task in the queue got its outcome. */
    void forget() {
        waiting--;
        if (waiting == 0) {
            queue.clear(); // what has its outcome must not be held until the next task comes
        } else if (queue.size() > 64 && waiting < queue.size() / 2) {
            queue.removeIf(EngineTask::isDone);
        }
    }

    /** The first task that waits; null where none does. */
    @Nullable EngineTask first() {
        EngineTask task = queue.peekFirst();
        while (task != null && task.isDone()) {
            queue.removeFirst();
            task = queue.peekFirst();
        }
        return task;
    }

    /** Whether an idle worker was given work since the last call. */
    boolean takeWoken() {
        boolean was = woken;
        woken = false;
        return was;
    }

    /** The worker has nothing to do. */
    void becameIdle(Worker worker) {
        crowd.remove(worker);
        idle.add(worker);
    }

    /** The worker leaves. */
    void forget(Worker worker) {
        idle.remove(worker);
        crowd.remove(worker);
    }

    void observe(long elapsed) {
        crowd.observe(elapsed);
        averageTime += (Math.min(elapsed, LONGEST_OBSERVED) - averageTime) / 8;
    }

    /** Whether something waits, and one that is idle may take it. */
    boolean hasForIdle() {
        return waiting > 0 && !idle.isEmpty();
    }

    /** Hands out what waits to those that are idle. */
    void dispatch(int serving) {
        heldUntil = 0;
        while (waiting > 0) {
            Worker warmest = idle.warmest();
            if (warmest == null) {
                return;
            }
            heldUntil = leftToBusyUntil(serving);
            if (heldUntil > 0) {
                return;
            }
            EngineTask task = first();
            if (task == null) {
                throw new IllegalStateException("the queue is empty, but " + waiting + " tasks should wait");
            }
            Worker worker = idle.choose(task, warmest);
            Attempt attempt = handOver(task, worker);
            idle.remove(worker);
            worker.transition(WorkerState.BUSY, null);
            crowd.add(worker);
            woken = true;
            worker.timers.clear(Worker.Timer.IDLE);
            send(attempt);
            topUp(worker, serving);
        }
    }

    /** Until when what waits is left to those that are busy while others are idle, unless one leaves; 0 where it is not. */
    long heldUntil() {
        return heldUntil;
    }

    /** Until when those that are busy suffice for what waits, unless one of them leaves; 0 where they do not. */
    long leftToBusyUntil(int serving) {
        return leftToOthersUntil(serving, null);
    }

    private long leftToOthersUntil(int serving, @Nullable Worker without) {
        long until = crowd.sufficesUntil(turn.now(), without);
        EngineTask task = until > 0 ? first() : null;
        return task != null && mayWait(task) && window(serving, task.size()) > 1 ? until : 0;
    }

    /** Whether it may be sent ahead. */
    private static boolean mayWait(EngineTask task) {
        return task.size() <= LARGEST_AHEAD && !task.isSuspect();
    }

    /** Sends ahead: when half of what was sent is done, and no more than a fair share. */
    void topUp(Worker worker, int serving) {
        int window = waiting == 0 ? 0 : window(serving, 0);
        if (window > 1 && worker.outstanding() <= window / 2 && worker.takesTasks()) {
            sendAhead(worker, serving);
        }
    }

    /** Once for many tasks, and so a method by itself, which HotSpot compiles apart from what happens with each of them. */
    private void sendAhead(Worker worker, int serving) {
        if (runsLong(worker) || worker.holdsSuspect() || leftToOthersUntil(serving, worker) > 0) {
            return;
        }
        int sharers = Math.max(1, crowd.sharers(serving));
        int share = (waiting + sharers - 1) / sharers;
        for (long left = Math.min(worker.quotaLeft(), share); left > 0; left--) {
            EngineTask task = first();
            if (task == null || !mayWait(task) || worker.outstanding() >= window(serving, task.size())) {
                return;
            }
            send(handOver(task, worker));
        }
    }

    /** How many tasks may be at a worker, if they are as large as this one. */
    private int window(int serving, int size) {
        if (config.synack()) {
            return 1;
        }
        int least = averageTime < SHORT && waiting > serving ? 2 : 1;
        long most = AHEAD / (averageTime + OVERHEAD + size * OVERHEAD_PER_BYTE);
        return (int) Math.min(config.prefetch(), Math.max(least, most));
    }

    private boolean runsLong(Worker worker) {
        return worker.running != null && turn.now() - worker.running.since >= TAKE_BACK_AFTER;
    }

    /** The first task of the queue becomes the last one at the worker. Whatever fails here, it is in the one or at the other. */
    private Attempt handOver(EngineTask task, Worker worker) {
        Attempt attempt = new Attempt(++attempts, task, worker, turn.now());
        worker.sent.addLast(attempt);
        queue.removeFirst();
        waiting--;
        task.phase = EngineTask.Phase.SENT;
        task.attempt = attempt;
        return attempt;
    }

    private void send(Attempt attempt) {
        watchSent(attempt.worker);
        turn.emit(attempt);
    }

    /** Bounds how long what was sent may wait, for the worker or for the task in front of it. */
    void watchSent(Worker worker) {
        if (worker.sent.isEmpty()) {
            worker.timers.clear(Worker.Timer.ACCEPT);
            worker.timers.clear(Worker.Timer.TAKE_BACK);
            worker.timers.clear(Worker.Timer.LOOK);
            return;
        }
        if (!worker.timers.isSet(Worker.Timer.LOOK) || worker.lookPause > LOOK_AFTER) {
            worker.lookPause = LOOK_AFTER;
            turn.arm(worker.timers, Worker.Timer.LOOK, LOOK_AFTER);
        }
        if (worker.running == null) {
            if (!worker.timers.isSet(Worker.Timer.ACCEPT)) {
                patience.begin(worker);
            }
        } else {
            worker.timers.clear(Worker.Timer.ACCEPT);
            if (!worker.timers.isSet(Worker.Timer.TAKE_BACK)) {
                turn.arm(worker.timers, Worker.Timer.TAKE_BACK, TAKE_BACK_AFTER);
            }
        }
    }

    /** What the worker has accepted is not to run: it has to say that it will not, and may take as long as for a small task. */
    void refuse(Attempt attempt) {
        Worker worker = attempt.worker;
        turn.emit(new Action.SendConfirm(worker.id, attempt.id, false));
        worker.timers.clear(Worker.Timer.CONFIRM);
        if (!worker.isDraining()) {
            turn.await(worker, Worker.Timer.RETURN, patience.toAnswer());
        }
    }

    /**
     * What it was sent was not accepted in time. It is asked back first: a worker that goes on after all, while it is being
     * killed, takes nothing then that would be lost with it. Whether the worker is to be killed now.
     */
    boolean isGivenUp(Worker worker) {
        if (!patience.isOverdue(worker)) {
            worker.doubted = null;
        } else if (worker.doubted == null) {
            worker.doubted = worker.sent.getFirst();
            revokeSent(worker);
            patience.examine(worker);
            turn.await(worker, Worker.Timer.ACCEPT, Limits.GIVE_BACK_WAIT);
            return false;
        }
        return worker.doubted != null;
    }

    /** It may have accepted what it was sent, and be unable to say so, as it was stopped. */
    void look(Worker worker) {
        if (!worker.sent.isEmpty()) {
            turn.emit(new Action.Look(worker.id));
            long pause = Math.min(2 * worker.lookPause, LONGEST_LOOK_PAUSE);
            if (pause == LONGEST_LOOK_PAUSE && worker.lookPause < pause && worker.running == null) {
                patience.examine(worker);
            }
            worker.lookPause = pause;
            turn.arm(worker.timers, Worker.Timer.LOOK, worker.lookPause);
        }
    }

    /** The task in front may be long by now. */
    void takeBack(Worker worker) {
        Attempt running = worker.running;
        if (running == null || worker.sent.isEmpty()) {
            return;
        }
        long age = turn.now() - running.since;
        if (age < TAKE_BACK_AFTER) {
            turn.arm(worker.timers, Worker.Timer.TAKE_BACK, TAKE_BACK_AFTER - age);
        } else {
            revokeSent(worker);
        }
    }

    /** Asks for all that was sent and not accepted; the last first, so that they come back in their order. */
    void revokeSent(Worker worker) {
        for (Iterator<Attempt> last = worker.sent.descendingIterator(); last.hasNext(); ) {
            revoke(last.next());
        }
    }

    void revoke(Attempt attempt) {
        if (!attempt.revoked) {
            attempt.revoked = true;
            turn.emit(new Action.SendRevoke(attempt.worker.id, attempt.id));
        }
    }
}
