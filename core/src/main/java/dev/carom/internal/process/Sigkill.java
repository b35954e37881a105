package dev.carom.internal.process;

import java.io.IOException;

/**
 * The signal that nothing withstands. A JVM sends it only when it has read in {@code /proc} that the number is still that of
 * the same process: so it needs a descriptor for that, and without one does nothing.
 */
final class Sigkill {
    /** So often in a row another thread has a descriptor just when this one needs it; or the process may not be killed. */
    private static final int MOST_LOOKS = 100;

    private Sigkill() {}

    /**
     * Sends it to a process, unless that is gone, or may not be killed.
     *
     * @throws IOException if this process lacks a descriptor, so that nothing was sent
     */
    static void send(long pid) throws IOException {
        for (int look = 0; look < MOST_LOOKS && !isSent(pid) && ProcFs.isThere(pid); look++) {
            ProcFs.requireDescriptor(); // there may be one now, and have been none before, or the other way round
        }
    }

    private static boolean isSent(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    }
}
