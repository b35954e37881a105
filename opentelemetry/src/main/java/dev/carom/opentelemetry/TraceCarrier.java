package dev.carom.opentelemetry;

import dev.carom.context.ContextCarrier;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries the current span and baggage of the thread that submits a task to the thread that runs it, as {@code traceparent},
 * {@code tracestate} and {@code baggage} of W3C. Found by itself where this module is on the class path or module path; nothing
 * is to be called.
 *
 * <p>In the task the caller's span is current, as a remote one: spans that are started there are its children, where the worker
 * has an SDK, and all that reads the current span finds its ids, also where there is none. Nothing else is current, whatever the
 * task before has left: so a context without a span is carried, too.
 */
public final class TraceCarrier implements ContextCarrier {
    /** Between two ends that are both Carom's the format is theirs: it need not be that of the application. */
    private static final TextMapPropagator W3C =
            TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());

    /** For {@link java.util.ServiceLoader}. */
    public TraceCarrier() {}

    @Override
    public Map<String, String> capture() {
        Map<String, String> fields = new HashMap<>();
        W3C.inject(Context.current(), fields, (into, key, value) -> fields.put(key, value));
        return fields;
    }

    @Override
    public Scope restore(Map<String, String> context) {
        return W3C.extract(Context.root(), context, Fields.GETTER).makeCurrent()::close;
    }

    private enum Fields implements TextMapGetter<Map<String, String>> {
        GETTER;

        @Override
        @SuppressWarnings("deprecation") // earlier versions want it
        public Iterable<String> keys(Map<String, String> fields) {
            return fields.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> fields, String key) {
            return fields == null ? null : fields.get(key);
        }
    }
}
