package dev.carom.internal.context;

import dev.carom.context.ContextCarrier;
import dev.carom.internal.codec.ContextFormat;
import dev.carom.internal.codec.ContextSource;
import dev.carom.internal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The context carriers that this JVM has. What they throw goes to a log, once for each that does, and harms no task. */
public final class Carriers implements ContextSource {
    private final Map<String, ContextCarrier> byName = new LinkedHashMap<>();
    private final Consumer<String> log;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    private Carriers(Collection<ContextCarrier> carriers, Consumer<String> log) {
        for (ContextCarrier carrier : carriers) {
            byName.put(carrier.getClass().getName(), carrier);
        }
        this.log = log;
    }

    /**
     * Those of a pool, which this thread builds; null where there is none.
     *
     * @throws IllegalStateException if one is there that cannot be loaded
     */
    public static @Nullable Carriers ofPool(String pool, Consumer<String> log) {
        List<ContextCarrier> found = new ArrayList<>();
        try {
            ServiceLoader.load(ContextCarrier.class).forEach(found::add);
            ClassLoader own = Carriers.class.getClassLoader();
            if (found.isEmpty() && own != Thread.currentThread().getContextClassLoader()) {
                ServiceLoader.load(ContextCarrier.class, own).forEach(found::add); // a thread of the common pool has another one
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new IllegalStateException("pool " + pool + " cannot load a context carrier: " + describe(e)
                    + "; add what it needs to the class path, or take away the jar that has it", e);
        }
        return found.isEmpty() ? null : new Carriers(found, log);
    }

    /** Those of a worker, which does without those that cannot be loaded. */
    public static Carriers ofWorker(Consumer<String> log) {
        List<ContextCarrier> found = new ArrayList<>();
        try {
            ServiceLoader.load(ContextCarrier.class).stream().forEach(provider -> {
                try {
                    found.add(provider.get());
                } catch (Throwable thrown) { // by the carrier, possibly
                    log.accept("a context carrier cannot be loaded: " + describe(thrown));
                }
            });
        } catch (ServiceConfigurationError | LinkageError e) {
            log.accept("context carriers cannot be looked for: " + describe(e));
        }
        return new Carriers(found, log);
    }

    // ---- where a task is submitted

    @Override
    public byte @Nullable [] capture() {
        Map<String, Map<String, String>> captured = new LinkedHashMap<>();
        byName.forEach((name, carrier) -> {
            Map<String, String> context = capture(name, carrier);
            if (context != null) {
                captured.put(name, context);
            }
        });
        return captured.isEmpty() ? null : ContextFormat.encode(captured);
    }

    private @Nullable Map<String, String> capture(String name, ContextCarrier carrier) {
        try {
            Map<String, String> context = carrier.capture();
            return context == null ? null : Map.copyOf(context); // its own methods may throw, too
        } catch (VirtualMachineError error) {
            throw error;
        } catch (Throwable thrown) {
            say(name, "could not capture the context of a thread that submits a task, so the task runs without it", thrown);
            return null;
        }
    }

    // ---- where it runs

    /** Restores what the task at the buffer's position has with it, if anything, and moves the position behind that. */
    public Restored restore(ByteBuffer payload) throws ProtocolException {
        Map<String, Map<String, String>> captured = ContextFormat.take(payload);
        if (captured == null) {
            return Restored.NOTHING;
        }
        Restored restored = new Restored();
        captured.forEach((name, context) -> restore(name, context, restored));
        return restored;
    }

    private void restore(String name, Map<String, String> context, Restored restored) {
        ContextCarrier carrier = byName.get(name);
        if (carrier == null) {
            if (said.add(name)) {
                log.accept("tasks run without the context of the carrier " + name + ", which is not on the worker's class path");
            }
            return;
        }
        try {
            ContextCarrier.Scope scope = Objects.requireNonNull(carrier.restore(context), "restore returned null");
            restored.add(() -> close(name, scope));
        } catch (Throwable thrown) {
            say(name, "could not restore the context of a task, which runs without it", thrown);
        }
    }

    private void close(String name, ContextCarrier.Scope scope) {
        try {
            scope.close();
        } catch (Throwable thrown) {
            say(name, "could not take back the context of a task, so the next one may see it", thrown);
        }
    }

    private void say(String name, String what, Throwable thrown) {
        if (said.add(name + what)) {
            log.accept("the context carrier " + name + " " + what + " (said once): " + describe(thrown));
        }
    }

    private static String describe(Throwable thrown) {
        try {
            return thrown + (thrown.getCause() == null ? "" : ": " + thrown.getCause());
        } catch (Throwable ofItsOwn) {
            return thrown.getClass().getName();
        }
    }
}
