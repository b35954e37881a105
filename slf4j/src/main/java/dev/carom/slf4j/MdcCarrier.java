package dev.carom.slf4j;

import dev.carom.context.ContextCarrier;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries the MDC of the thread that submits a task to the thread that runs it, so that what a worker logs has the caller's keys.
 * Found by itself where this module is on the class path or module path; nothing is to be called.
 *
 * <p>In the task the MDC has the caller's keys, and those that the initializer has put there and the caller has not. After the
 * task it is what it was before, whatever the task put there: so an empty MDC is carried, too. Values that are null, and the
 * stacks of {@code MDC.pushByKey}, are not carried.
 *
 * <p>To carry the MDC to a worker is to start the logging framework there, with its first task at the latest. Where that has a
 * tight limit, let the initializer log something.
 */
public final class MdcCarrier implements ContextCarrier {

    /** For {@link java.util.ServiceLoader}. */
    public MdcCarrier() {}

    @Override
    public Map<String, String> capture() {
        Map<String, String> copy = copy();
        copy.values().removeIf(Objects::isNull);
        return copy;
    }

    @Override
    public Scope restore(Map<String, String> context) {
        Map<String, String> before = copy();
        Map<String, String> within = new HashMap<>(before);
        within.putAll(context);
        set(within);
        return () -> set(before);
    }

    private static Map<String, String> copy() {
        @Nullable Map<String, String> copy = MDC.getCopyOfContextMap();
        return copy == null ? new HashMap<>() : new HashMap<>(copy);
    }

    private static void set(Map<String, String> map) {
        if (map.isEmpty()) {
            MDC.clear();
        } else {
            MDC.setContextMap(map);
        }
    }
}
