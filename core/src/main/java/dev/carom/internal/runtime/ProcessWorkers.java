package dev.carom.internal.runtime;

import dev.carom.error.LaunchException;
import dev.carom.internal.process.PoolDirectory;
import dev.carom.internal.process.ProcessLauncher;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Workers that are processes: where they meet, and who starts and kills them. */
final class ProcessWorkers implements Workers {
    /** How often a JVM that ends looks for a launch to be over, and for those that it has killed: far more than either takes. */
    private static final int PATIENCE = 100;

    private final int maxBody;
    private final PoolDirectory directory;
    private final ProcessLauncher processes;
    private final Launcher launcher;

    /** @param maxBody the longest body that a frame may have, in bytes */
    ProcessWorkers(
            String pool, EngineGate gate, IoLoop io, int maxBody, ProcessLauncher processes, PoolDirectory directory) {
        this.maxBody = maxBody;
        this.directory = directory;
        this.processes = processes;
        this.launcher = new Launcher(pool, gate, io, processes, directory);
    }

    @Override
    public void start() {
        launcher.start();
    }

    @Override
    public Link link(int worker, boolean spare) {
        return new WorkerLink(worker, spare, maxBody, launcher);
    }

    @Override
    public void ready(int worker) {
        processes.ready(worker);
    }

    @Override
    public @Nullable LaunchException firstFailure() {
        return launcher.firstFailure();
    }

    @Override
    public void requireSignal(int signal) {
        if (signal < 1 || signal > 64) {
            throw new IllegalArgumentException("signal must be 1 to 64, but is " + signal);
        }
    }

    @Override
    public String killed(long pid) {
        return "its worker (pid " + pid + ") was killed";
    }

    @Override
    public String signalled(int signal, long pid) {
        return "signal " + signal + " was sent to its worker (pid " + pid + ")";
    }

    @Override
    public void seal() throws InterruptedException {
        directory.seal();
        launcher.awaitOrders(PATIENCE);
    }

    @Override
    public void abandon() throws InterruptedException {
        processes.closeArchive();
        processes.awaitDeaths(PATIENCE * PoolRuntime.LOOK_AGAIN);
        directory.close();
    }

    @Override
    public @Nullable Executor dismantler() {
        return processes.killsByThread() ? null : launcher::execute;
    }

    @Override
    public void endOrders() throws InterruptedException {
        launcher.close();
    }

    @Override
    public void close() {
        try {
            processes.close();
        } finally {
            directory.close();
        }
    }
}
