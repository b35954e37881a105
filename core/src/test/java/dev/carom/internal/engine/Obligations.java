package dev.carom.internal.engine;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** What the engine must have done by some time, or have no more reason to do. */
final class Obligations {
    private record Obligation(long due, BooleanSupplier met, Rule rule, Object about) {}

    private final PriorityQueue<Obligation> open = new PriorityQueue<>(Comparator.comparingLong(Obligation::due));

    /** @param met asked once, with the first step after it was due */
    void by(long due, Rule rule, Object about, BooleanSupplier met) {
        open.add(new Obligation(due, met, rule, about));
    }

    void stepTaken(long now) {
        for (Obligation first = open.peek(); first != null && first.due < now; first = open.peek()) {
            Checker.require(first.met.getAsBoolean(), first.rule, "not done in time", first.about);
            open.remove();
        }
    }
}
