package dev.carom.internal.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** What the engine must have done by some time, or have no more reason to do. */
final class Obligations {
    private record Obligation(long due, BooleanSupplier met, Rule rule, Object about) {}

    private final PriorityQueue<Obligation> open = new PriorityQueue<>(Comparator.comparingLong(Obligation::due));

    /**
     * The pool has stood still. It has the time for what was due since then; but a limit of a task is noticed at the end, if it
     * passed meanwhile, and is not put off otherwise.
     */
    void stoodStill(long from, long to, long slack) {
        List<Obligation> before = new ArrayList<>(open);
        open.clear();
        for (Obligation each : before) {
            long due = each.due < from ? each.due
                    : each.rule == Rule.SOFT_LIMIT ? Math.max(each.due, to + slack) : each.due + to - from;
            open.add(new Obligation(due, each.met, each.rule, each.about));
        }
    }

    /** @param met asked once, with the first step after it was due */
    void by(long due, Rule rule, Object about, BooleanSupplier met) {
        open.add(new Obligation(due, met, rule, about));
    }

    void stepTaken(long now) {
        for (Obligation first = open.peek(); first != null && first.due < now; first = open.peek()) {
            open.remove(); // before another one is put in its place
            Checker.require(first.met.getAsBoolean(), first.rule, "not done in time", first.about);
        }
    }
}
