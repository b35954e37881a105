package dev.carom.internal.runtime;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Calls the host of a pool that has no threads of its own: once, however much happens until the host comes. */
final class Bell {
    private final String pool;
    private final @Nullable Runnable host;
    private final AtomicBoolean rung = new AtomicBoolean();

    /** @param host how to call it; null where it comes by itself */
    Bell(String pool, @Nullable Runnable host) {
        this.pool = pool;
        this.host = host;
    }

    /** There is something to do for the host. */
    void ring() {
        if (host == null || !rung.compareAndSet(false, true)) {
            return;
        }
        try {
            host.run();
        } catch (RuntimeException | Error e) { // user code, on a thread that has other things to do
            rung.set(false);
            Log.LOG.log(Level.WARNING, "pool=" + pool + ": hostWakeUp failed; the host may come too late", e);
        }
    }

    /** The host is there: what happens from now on is worth another call. */
    void heard() {
        rung.set(false);
    }
}
