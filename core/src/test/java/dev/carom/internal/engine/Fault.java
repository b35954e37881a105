package dev.carom.internal.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wrong engine, made of the right one: it lies to the engine, or changes what the engine decides. */
interface Fault {
    Fault NONE = new Fault() {};

    /** The options that the engine goes by; the checker goes by those given. */
    default EngineConfig config(EngineConfig config) {
        return config;
    }

    /** What the engine sees of it; null for nothing. */
    default @Nullable Event event(Event event) {
        return event;
    }

    /** What becomes of the decisions; {@code cause} is empty for those of the start. */
    default List<Action> actions(List<Event> cause, List<Action> decided) {
        return decided;
    }
}
