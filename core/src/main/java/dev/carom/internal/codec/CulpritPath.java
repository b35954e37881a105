package dev.carom.internal.codec;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The shortest way from an object that cannot be serialized to the part that is to blame. */
final class CulpritPath {
    private static final int MOST_OBJECTS = 100_000;

    private record Step(Object object, String label, @Nullable Step from) {}

    private final Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Queue<Step> ahead = new ArrayDeque<>();

    private CulpritPath() {}

    /**
     * Such as {@code lambda -> this (Foo) -> connection (Socket)}; null where nothing of the kind is found among what can
     * be looked into.
     *
     * @param name what {@code root} is called, where it is not a lambda
     */
    static @Nullable String find(Object root, String name, Predicate<Object> culprit) {
        return new CulpritPath().search(root, name, culprit);
    }

    static boolean isNotSerializable(Object object) {
        return !(object instanceof Serializable);
    }

    private @Nullable String search(Object root, String name, Predicate<Object> culprit) {
        String label = ValueCodec.isLambda(root.getClass()) ? "lambda" : name + " (" + typeName(root.getClass()) + ")";
        ahead.add(new Step(root, label, null));
        while (!ahead.isEmpty()) {
            Step step = ahead.remove();
            if (culprit.test(step.object)) {
                return text(step);
            }
            GraphParts.of(step.object, (part, partName) -> add(step, part, partName));
        }
        return null;
    }

    private void add(Step from, Object part, String name) {
        if (met.size() < MOST_OBJECTS && met.add(part)) {
            ahead.add(new Step(part, name + " (" + typeName(part.getClass()) + ")", from));
        }
    }

    private static String text(Step last) {
        StringBuilder text = new StringBuilder(last.label);
        for (Step step = last.from; step != null; step = step.from) {
            text.insert(0, step.label + " -> ");
        }
        return text.toString();
    }

    /** A lambda whose type is not serializable. */
    static boolean isUnsendableLambda(String type) {
        return type.contains("$$Lambda");
    }

    static String typeName(Class<?> type) {
        if (ValueCodec.isLambda(type) || isUnsendableLambda(type.getName())) {
            return "lambda";
        }
        String simple = type.getSimpleName();
        return simple.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : simple;
    }
}
