package dev.carom.internal.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The inputs of a map, as they are when it is submitted. */
final class Inputs {
    private Inputs() {}

    static Object[] toArray(Iterable<?> inputs) {
        if (inputs instanceof Collection<?> collection) {
            return collection.toArray();
        }
        List<Object> all = new ArrayList<>();
        inputs.forEach(all::add);
        return all.toArray();
    }
}
