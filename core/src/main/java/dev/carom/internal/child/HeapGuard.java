package dev.carom.internal.child;

/**
 * Collects the heap between tasks, when what they made is garbage, once there is twice as much in it as was left the last time. For
 * JVMs that let a heap grow to its limit before they collect the old generation: a worker would come to hold all the memory that
 * it may have, whatever its tasks need. By the task thread.
 */
class HeapGuard {
    /** Set where the JVM is of that kind, by the parent, who chooses the collector. */
    private static final String PROPERTY = "carom.collectBetweenTasks";

    /** In bytes: what may be in the heap whatever was left. */
    static final long LEAST = 64 << 20;

    /** In nanoseconds of tasks: a look is two calls of the JVM, too many for each tiny task. */
    static final long LOOK = 1_000_000;

    private final boolean isOn;
    private long most = LEAST;
    private long unseen;

    HeapGuard(boolean isOn) {
        this.isOn = isOn;
    }

    static HeapGuard asTold() {
        return new HeapGuard(Boolean.getBoolean(PROPERTY));
    }

    /** Whether there is much to collect, after a task that ran for so long. */
    final boolean isDueAfter(long nanos) {
        if (!isOn) {
            return false;
        }
        unseen += nanos;
        return unseen >= LOOK && isDue();
    }

    /** Whether there is much to collect. */
    final boolean isDue() {
        unseen = 0;
        return isOn && used() > most;
    }

    final void collect() {
        collectAll();
        most = Math.max(LEAST, 2 * used());
    }

    /** In bytes. */
    long used() {
        Runtime jvm = Runtime.getRuntime();
        return jvm.totalMemory() - jvm.freeMemory();
    }

    void collectAll() {
        System.gc();
    }
}
