package dev.carom.internal.engine;

import static dev.carom.internal.engine.Dice.MS;
import static dev.carom.internal.engine.Dice.SECOND;
import static dev.carom.internal.engine.Dice.US;

import java.util.ArrayList;
import java.util.List;

/** The simulated program around the pool: it calls at random, and in the end shuts the pool down or terminates it. */
final class SimHost {
    private final SimWorld world;
    private final SimPlan plan;
    private final List<SimTask> tasks = new ArrayList<>();

    private int target;
    private int callsLeft;
    private boolean closed;

    SimHost(SimWorld world) {
        this.world = world;
        this.plan = world.plan;
        this.target = plan.config.processes();
        this.callsLeft = plan.calls;
    }

    void begin() {
        world.time.after(plan.dice.time(US, SECOND), this::call);
    }

    private void call() {
        if (callsLeft-- == 0) {
            close();
            return;
        }
        act();
        long gap = plan.dice.chance(0.1) ? plan.dice.time(SECOND, 20 * SECOND) : plan.dice.time(US, 200 * MS);
        world.time.after(gap, this::call);
    }

    private void act() {
        switch (plan.dice.weighted(40, 12, 4, 6, 3, 2, 3, 3, 4, plan.standsStill ? 12 : 0)) {
            case 1 -> onSomeTask(t -> new Event.Cancel(t, plan.dice.chance(0.7)));
            case 2 -> onSomeTask(Event.Discard::new);
            case 3 -> onSomeTask(t -> new Event.Terminate(t, plan.dice.chance(0.5) ? 15 : 9));
            case 4 -> terminateWorker();
            case 5 -> grow();
            case 6 -> shrink();
            case 7 -> world.step(new Event.Restart());
            case 8 -> world.disturb();
            case 9 -> standStill();
            default -> submit();
        }
    }

    /** Soon after something was begun. */
    private void standStill() {
        act();
        world.time.after(plan.dice.time(US, 300 * MS), world::standStill);
    }

    private void submit() {
        int burst = plan.dice.chance(0.3) ? plan.dice.between(2, 60) : 1;
        for (int i = 0; i < burst; i++) {
            SimTask task = plan.task(tasks.size());
            tasks.add(task);
            if (task.number % 2 == 0) {
                task.preferredWorker = task.number / 2 % (target + 2);
            }
            world.step(task.task);
        }
    }

    private interface TaskCall {
        Event on(EngineTask task);
    }

    /** Mostly on a task that was submitted not long ago, and sometimes on several. */
    private void onSomeTask(TaskCall call) {
        for (int i = plan.dice.chance(0.2) ? 5 : 1; i > 0 && !tasks.isEmpty(); i--) {
            int first = plan.dice.chance(0.7) ? Math.max(0, tasks.size() - 20) : 0;
            world.step(call.on(tasks.get(plan.dice.between(first, tasks.size() - 1)).task));
        }
    }

    /** Sometimes by a process id that no worker has. */
    private void terminateWorker() {
        List<Long> pids = world.livePids();
        long pid = pids.isEmpty() || plan.dice.chance(0.1) ? plan.dice.between(-1, 1) : plan.dice.of(pids);
        world.step(new Event.TerminateWorker(pid, plan.dice.chance(0.5) ? 15 : 9));
    }

    private void grow() {
        int n = plan.dice.between(1, 2);
        target += n;
        world.step(new Event.Grow(n));
    }

    private void shrink() {
        if (target > 1) {
            int n = plan.dice.between(1, target - 1);
            target -= n;
            world.step(new Event.Shrink(n));
        }
    }

    private void close() {
        closed = true;
        if (!plan.dice.chance(0.7)) {
            world.step(new Event.TerminatePool());
            return;
        }
        world.step(new Event.Shutdown());
        submitTooLate();
        if (!plan.finite) {
            world.time.after(plan.dice.time(MS, 60 * SECOND), () -> {
                submitTooLate();
                onSomeTask(t -> new Event.Cancel(t, true));
                world.step(new Event.TerminatePool());
                submitTooLate();
            });
        }
    }

    private void submitTooLate() {
        if (plan.dice.chance(0.2)) {
            submit();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** The pool asks whether to go on. */
    void confirm(Action.Accepted asked) {
        if (!plan.dice.chance(plan.confirmMissing)) {
            boolean go = plan.dice.chance(0.9);
            world.time.after(
                    plan.dice.time(US, 200 * MS),
                    () -> world.step(new Event.Confirm(asked.task(), asked.attempt(), go, null)));
        }
    }
}
