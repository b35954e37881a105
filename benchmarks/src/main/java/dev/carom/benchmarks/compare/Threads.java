package dev.carom.benchmarks.compare;

import java.util.concurrent.Executors;

/** Threads of this JVM: what a pool of processes cannot reach. */
final class Threads implements Contestant {
    @Override
    public ComparedPool open(int workers, int spares) {
        return new ExecutorPool(Executors.newFixedThreadPool(workers), workers, false);
    }

    @Override
    public boolean hasProcesses() {
        return false;
    }
}
