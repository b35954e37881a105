package dev.carom.benchmarks.compare;

import net.viktorc.pp4j.impl.JavaProcessPoolExecutor;
import net.viktorc.pp4j.impl.SimpleJavaProcessOptions;

/** PP4J: JVMs that read tasks from their stdin and print the results, serialized, in Base64. */
final class Pp4j implements Contestant {
    /** Idle processes stay. */
    private static final long KEEP_ALIVE = 0;

    @Override
    public ComparedPool open(int workers, int spares) throws Exception {
        SimpleJavaProcessOptions options = new SimpleJavaProcessOptions(KEEP_ALIVE);
        return new ExecutorPool(new JavaProcessPoolExecutor(options, workers, workers, 0, null, false), workers, true);
    }

    @Override
    public boolean hasProcesses() {
        return true;
    }
}
