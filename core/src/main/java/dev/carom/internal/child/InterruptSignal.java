package dev.carom.internal.child;

import java.lang.reflect.Field;

/** SIGINT: meant for the parent, which decides what becomes of its workers. */
final class InterruptSignal {
    private InterruptSignal() {}

    /**
     * Ignores it, for a worker that shares the parent's terminal. By reflection, since the compiler warns of
     * {@code sun.misc.Signal}. A run-time image may lack it, and {@code -Xrs} forbids it; then only a session of the
     * worker's own keeps the signal away.
     */
    static void ignore() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> disposition = Class.forName("sun.misc.SignalHandler");
            Field ignore = disposition.getField("SIG_IGN");
            signal.getMethod("handle", signal, disposition)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), ignore.get(null));
        } catch (ReflectiveOperationException unavailable) {
            // As the javadoc says: the session is the other fence.
        }
    }
}
