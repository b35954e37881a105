package dev.carom.internal.engine;

import static dev.carom.internal.engine.Dice.MS;
import static dev.carom.internal.engine.Dice.SECOND;
import static dev.carom.internal.engine.Dice.US;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.SimTask.Behaviour;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What runs inside a simulated worker: the control thread, that answers frames, and the task thread, that takes one task
 * after the other. What a task's code does begins at {@link #run}: that is what the engine's promises are measured by.
 */
final class SimLoop {
    static final long RSS = 500;
    static final long RSS_OF_A_HOG = 5000;

    /** A task as it came over the wire. */
    record Sent(long attempt, SimTask task) {}

    /** The word about an attempt's end. */
    record Report(long attempt, int task) implements Outcome.Reported {
        @Override
        public boolean succeeded() {
            return task % 3 != 0;
        }
    }

    private final SimWorker worker;
    /** Came, and was not taken by the task thread. */
    private final ArrayDeque<Sent> queue = new ArrayDeque<>();
    /** Taken by the task thread. */
    private @Nullable Sent current;
    /** Whether the task thread is about to take the first that is there. */
    private boolean awake;
    private boolean awaitsConfirmation;
    private @Nullable Behaviour running;
    private long startedAt;
    private boolean leaving;

    SimLoop(SimWorker worker) {
        this.worker = worker;
    }

    private SimPlan plan() {
        return worker.world.plan;
    }

    @Override
    public String toString() {
        return "current=" + current + " running=" + running + " queue=" + queue + " leaving=" + leaving;
    }

    void died() {
        queue.clear();
        current = null;
        running = null;
    }

    long rss() {
        return running == Behaviour.HOGS_MEMORY ? RSS_OF_A_HOG : RSS;
    }

    // ---- the control thread

    void task(Sent sent) {
        if (sent.task.behaviour == Behaviour.KILLS_RECEIVER && !plan().dice.chance(sent.task.harmless)) {
            worker.die(3, WorkerExit.HEAP_OOM, false);
        } else {
            queue.add(sent);
            wake();
        }
    }

    void revoke(long attempt) {
        if (queue.removeIf(sent -> sent.attempt == attempt)) {
            worker.scheduled(() -> worker.write(new Event.Returned(worker.id, attempt)));
        }
    }

    void confirm(long attempt, boolean go) {
        Sent asked = current;
        if (asked == null || asked.attempt != attempt || !awaitsConfirmation) {
            return;
        }
        awaitsConfirmation = false;
        if (go) {
            worker.scheduled(() -> run(asked));
        } else {
            giveUp(asked);
        }
    }

    void softLimit(long attempt) {
        Sent struck = current;
        if (struck != null && struck.attempt == attempt && running == Behaviour.OBEYS_SOFT_LIMIT) {
            worker.scheduled(() -> finish(struck));
        }
    }

    void dump(long attempt) {
        Dice dice = plan().dice;
        if (current != null && current.attempt == attempt && running != null && !dice.chance(0.1)) {
            long delay = dice.chance(0.2) ? dice.time(MS, SECOND) : plan().scheduling();
            worker.inside(delay, () -> worker.write(new Event.StackTaken(worker.id, attempt, "stack", () -> "at work")));
        }
    }

    void leave() {
        leaving = true;
        if (current == null && !awake) {
            goAway();
        }
    }

    private void goAway() {
        Dice dice = plan().dice;
        boolean bad = dice.chance(plan().badEnd);
        if (!bad || dice.chance(0.5)) {
            long delay = bad ? dice.time(100 * MS, 8 * SECOND) : dice.time(100 * US, 50 * MS);
            worker.inside(delay, () -> worker.die(0, WorkerExit.EXITED, false));
        }
    }

    // ---- the task thread

    private void wake() {
        if (current == null && !awake && !queue.isEmpty()) {
            awake = true;
            worker.scheduled(this::take);
        }
    }

    /** All that has come was read before: it takes nothing that it was asked back by then. */
    private void take() {
        awake = false;
        Sent next = queue.pollFirst();
        if (next != null) {
            current = next;
            worker.world.taken(worker, next);
            if (plan().dice.chance(0.9)) {
                worker.inside(0, () -> accept(next));
            } else {
                worker.scheduled(() -> accept(next));
            }
        } else if (leaving) {
            goAway();
        }
    }

    private void accept(Sent next) {
        if (!worker.record(new Event.Accepted(worker.id, next.attempt))) {
            // What cannot be accepted must not run.
            worker.die(1, WorkerExit.EXITED, false);
            return;
        }
        if (plan().config.synack()) {
            awaitsConfirmation = true;
            worker.inside(plan().confirmTimeout, () -> {
                if (current == next && awaitsConfirmation) {
                    giveUp(next);
                }
            });
        } else {
            worker.scheduled(() -> run(next));
        }
    }

    private void giveUp(Sent refused) {
        awaitsConfirmation = false;
        worker.write(new Event.Returned(worker.id, refused.attempt));
        carryOn();
    }

    private void run(Sent next) {
        worker.world.began(worker, next);
        startedAt = worker.world.time.now();
        running = plan().dice.chance(next.task.harmless) ? Behaviour.ENDS : next.task.behaviour;
        behave(next, running);
    }

    private void behave(Sent next, Behaviour behaviour) {
        Dice dice = plan().dice;
        long duration = next.task.duration;
        switch (behaviour) {
            case ENDS, HOGS_MEMORY, KILLS_RECEIVER -> worker.inside(duration, () -> finish(next));
            case REPORTS_PROGRESS -> {
                worker.inside(duration, () -> finish(next));
                report(next, Integer.MAX_VALUE);
            }
            case STALLS -> report(next, dice.between(0, 5));
            case LEAVES_THREADS -> worker.inside(duration, () -> {
                if (current == next) {
                    worker.write(new Event.ThreadsLeft(worker.id, next.attempt, "some", true));
                }
                finish(next);
            });
            case ENDLESS, OBEYS_SOFT_LIMIT -> {}
            case EXITS -> worker.inside(duration, () -> worker.die(dice.between(0, 1), WorkerExit.EXITED, false));
            case IS_KILLED -> {
                worker.inside(duration, () -> finish(next));
                worker.world.time.after(
                        dice.time(1, 2 * duration), () -> worker.die(137, WorkerExit.SIGNALLED, false));
            }
            case STOPS_PROCESS -> {
                worker.inside(duration, () -> finish(next));
                worker.inside(dice.time(1, duration), () -> stop(dice));
            }
            case CLOSES_CHANNEL, WRITES_GARBAGE -> {
                worker.inside(duration, () -> finish(next));
                boolean garbage = behaviour == Behaviour.WRITES_GARBAGE;
                worker.inside(dice.time(1, 2 * duration), garbage ? worker::writeGarbage : worker::closeChannel);
            }
        }
    }

    /** Reports again and again, at intervals that a stall limit may be above or below of. */
    private void report(Sent reporter, int times) {
        if (current == reporter && running != null && times > 0) {
            worker.write(new Event.Progress(worker.id, reporter.attempt, times));
            worker.inside(plan().dice.time(20 * MS, 300 * MS), () -> report(reporter, times - 1));
        }
    }

    private void stop(Dice dice) {
        worker.stop();
        if (dice.chance(0.4)) {
            worker.world.time.after(dice.time(MS, 40 * SECOND), worker::resume);
        }
    }

    private void finish(Sent done) {
        if (current == done) {
            long elapsed = worker.world.time.now() - startedAt;
            Report report = new Report(done.attempt, done.task.number);
            if (worker.record(new Event.Finished(worker.id, done.attempt, report, elapsed, rss()))) {
                carryOn();
            } else {
                worker.die(1, WorkerExit.EXITED, false);
            }
        }
    }

    private void carryOn() {
        current = null;
        running = null;
        if (leaving && queue.isEmpty()) {
            goAway();
        } else {
            wake();
        }
    }
}
