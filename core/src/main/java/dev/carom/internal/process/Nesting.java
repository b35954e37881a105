package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import dev.carom.internal.text.PrintableText;
import java.util.Map;

/**
 * How many pools are around this process, as a worker learns from its environment. Bounded, as a pool that is made where a
 * class is initialized, and runs code of that class, would be made again in its workers, and in theirs, without end.
 */
public final class Nesting {
    private static final String VARIABLE = "CAROM_DEPTH";
    private static final int MOST = 5;

    /** Which worker this process is, or was started by: its pool's name, a slash and its number. */
    private static final String WORKER = "CAROM_WORKER";

    private Nesting() {}

    /** @throws LaunchException if a pool here would be too deep inside of others */
    public static void check(String pool) {
        if (depth() >= MOST) {
            throw new LaunchException("pool " + pool + " is not started, as it would be inside of " + depth()
                    + " others, each in a worker of the one before: is it made where a class is initialized, in a static field"
                    + " say, whose code its tasks run? Then each worker makes one too; make it in main, or in a class that no"
                    + " task uses", null);
        }
    }

    /** What the names that pools in this process are given begin with; empty where it is no worker's. */
    public static String place() {
        String worker = System.getenv(WORKER);
        return worker == null || worker.isEmpty() ? "" : PrintableText.name(worker) + "/";
    }

    /** For that worker of a pool in this process. */
    static void enter(Map<String, String> environment, String pool, int worker) {
        environment.put(VARIABLE, String.valueOf(depth() + 1));
        environment.put(WORKER, pool + "/" + worker);
    }

    private static int depth() {
        String depth = System.getenv(VARIABLE);
        return depth != null && depth.matches("[0-9]{1,4}") ? Integer.parseInt(depth) : 0;
    }
}
