package dev.carom.internal.process;

import java.io.IOException;

/**
 * The signal that nothing withstands. A JVM sends it only when it has read in {@code /proc} that the number is still that of
 * the same process: so it needs a descriptor for that, and without one does nothing.
 */
final class Sigkill {
    private Sigkill() {}

    /**
     * Sends it to a process, unless that is gone, or may not be killed.
     *
     * @throws IOException if this process lacks a descriptor, so that nothing was sent
     */
    static void send(long pid) throws IOException {
        if (!isSent(pid)) {
            ProcFs.requireDescriptor();
            isSent(pid);
        }
    }

    private static boolean isSent(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    }
}
