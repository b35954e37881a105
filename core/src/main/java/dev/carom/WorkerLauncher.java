package dev.carom;

import java.util.List;

/**
 * How the process of a worker is started. The seed's {@code context}.
 *
 * <p>The pool calls it on its launcher thread, once for each worker.
 */
@FunctionalInterface
public interface WorkerLauncher {

    /**
     * Turns the command that starts the worker's JVM into the one to run. What it returns must end up as that JVM in the
     * <em>same process</em> (as {@code exec} does), pass on stdin, stdout and stderr, and leave the arguments alone.
     */
    List<String> command(List<String> java);

    /** Runs the JVM as it is, in the session of this process. */
    static WorkerLauncher plain() {
        return java -> java;
    }
}
