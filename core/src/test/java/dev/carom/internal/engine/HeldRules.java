package dev.carom.internal.engine;

import static dev.carom.internal.engine.Checker.require;

import dev.carom.internal.engine.Checker.TaskView;
import dev.carom.internal.engine.Checker.WorkerView;

/** The rules for what waits while a worker has nothing to do: only tiny tasks, and only while those that are busy get on. */
final class HeldRules {
    private static final long TINY = 20 * Dice.US;
    private static final long LONGEST_COUNTED = 4 * Dice.MS;
    /** A worker that has said nothing for so long does not get on, if there is a processor for each. */
    private static final long GETS_ON = 5 * Dice.MS;
    private static final int LARGEST = 64 << 10;

    private final Checker checker;
    private final SimPlan plan;
    private int ended;
    private long taken;
    /** What waits may do so until then. */
    private long until = Deadlines.NEVER;

    HeldRules(Checker checker) {
        this.checker = checker;
        this.plan = checker.plan;
    }

    void seen(Event event, long now) {
        long slack = 2 * plan.tickLateness + Dice.US;
        long due = Math.max(until, checker.pauses.lastEnd());
        require(now <= due || now - due <= slack, Rule.WORK_CONSERVING, "left too long to those that are busy", event);
        if (event instanceof Event.Finished e && !checker.view(e.worker(), e).released) { // what comes later is not heard
            ended++;
            taken += Math.min(e.elapsed(), LONGEST_COUNTED);
            heard(e.worker(), now);
        } else if (event instanceof Event.Accepted e) {
            heard(e.worker(), now);
        } else if (event instanceof Event.Returned e) {
            heard(e.worker(), now);
        }
    }

    private void heard(int worker, long now) {
        checker.view(worker, this).heardAt = now;
    }

    void decided(Action action, long now) {
        if (action instanceof Action.SendTask a && checker.view(a.worker(), a).open.size() == 1) {
            heard(a.worker(), now);
        }
    }

    /** @param idle whether a task waits, and a worker has nothing to do */
    void stepTaken(boolean idle, long now) {
        until = Deadlines.NEVER;
        if (!idle) {
            return;
        }
        require(plan.config.prefetch() > 1 && !plan.config.synack(), Rule.WORK_CONSERVING, "nothing is sent ahead", plan);
        require(ended > 0 && taken / ended < TINY, Rule.WORK_CONSERVING, "a worker is idle, and no tiny tasks wait", plan);
        require(checker.tasks.values().stream().anyMatch(HeldRules::mayBeSentAhead), Rule.WORK_CONSERVING,
                "a worker is idle, and what waits is not sent ahead", plan);
        until = getOnUntil();
        require(until > now, Rule.WORK_CONSERVING, "a worker is idle, tasks wait, and those that are busy do not get on", plan);
    }

    private static boolean mayBeSentAhead(TaskView task) {
        return task.submitted && task.outcome == null && task.at == null && !task.isSuspect() && task.task.size() <= LARGEST;
    }

    /** When so many have been silent for too long that fewer are left than there are processors; 0 where they always were. */
    private long getOnUntil() {
        int processors = plan.config.processors();
        long[] heard = checker.workers.values().stream()
                .filter(worker -> worker.up && !worker.isEnding() && !worker.open.isEmpty())
                .mapToLong(worker -> worker.heardAt)
                .sorted()
                .toArray();
        long patience = GETS_ON * Math.max(heard.length, processors) / processors;
        return heard.length < processors ? 0 : heard[heard.length - processors] + patience;
    }
}
