package dev.carom.internal.process;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.function.Supplier;

/**
 * What this JVM may use: the limits of its container where it has them, else the machine. The JDK reads both versions of
 * control groups.
 *
 * @param memory in bytes
 * @param processors how many
 * @param addressSpace of each process, in bytes; {@link Long#MAX_VALUE} where it has no limit
 */
public record HostLimits(long memory, int processors, long addressSpace) {
    static final long MIN_HEAP = 64L << 20;

    /** What the heap of a worker begins with: room for what outlives a young collection, and is memory only once it is used. */
    private static final long FIRST_HEAP = 96L << 20;

    /**
     * What the young generation of a worker begins with. A JVM would begin with a share of the machine, most of which it walks
     * through before it uses any of it again; a worker lives a short time, and shares the machine with others.
     */
    static final long FIRST_YOUNG = 10L << 20;

    public static HostLimits current() {
        return new HostLimits(memory(ManagementFactory::getOperatingSystemMXBean),
                Runtime.getRuntime().availableProcessors(), ProcFs.addressSpaceLimit());
    }

    /**
     * The memory, in bytes. Where the JDK does not tell, four times the heap that this JVM may have: that is a quarter of the
     * memory, unless it was told otherwise. The JDK's code throws where control groups are not laid out as it expects.
     */
    static long memory(Supplier<OperatingSystemMXBean> jdk) {
        try {
            if (jdk.get() instanceof com.sun.management.OperatingSystemMXBean system) {
                return system.getTotalMemorySize();
            }
        } catch (RuntimeException | LinkageError e) {
            Log.LOG.log(Level.DEBUG, "the JDK cannot tell how much memory there is", e);
        }
        return 4 * Runtime.getRuntime().maxMemory();
    }

    /**
     * The maximum heap of one of that many workers, in bytes: all workers together take at most half of the memory (the
     * other half is for this JVM and for what a JVM needs beside its heap), one takes at most a quarter, which is what a
     * JVM takes by itself, and a quarter of the address space that it may have; none less than 64 MiB.
     */
    public long heapOf(int workers) {
        return Math.max(MIN_HEAP, Math.min(Math.min(memory, addressSpace) / 4, memory / 2 / workers));
    }

    /** What the heap of one of that many workers begins with, in bytes. */
    long firstHeapOf(int workers) {
        return Math.min(FIRST_HEAP, heapOf(workers));
    }

    /** The processors that one of that many workers counts on: an even share, rounded up. */
    public int processorsOf(int workers) {
        return Math.max(1, (processors + workers - 1) / workers);
    }
}
