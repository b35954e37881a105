package dev.carom.internal.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the first pool of a JVM needs before its first process, and is found out or loaded once: by a thread of its own, while
 * the one that makes the pool puts it together. What fails here is tried again where it is needed, and told there.
 */
public final class HeadStart {
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private HeadStart() {}

    /** Begins, and waits for nothing. Does nothing from the second call on. */
    public static void take() {
        if (TAKEN.compareAndSet(false, true)) {
            Thread thread = new Thread(HeadStart::run, "carom-head-start");
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError noThreadForIt) {
                // The pool takes longer to start, or says by itself that it cannot.
            }
        }
    }

    private static void run() {
        try {
            ClassPathFingerprint.of(List.of());
            HostLimits.current();
            WorkerSession.prefix();
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
        } catch (IOException | RuntimeException | Error e) {
            // Whoever needs it meets the same.
        }
    }
}
