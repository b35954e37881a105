package dev.carom.benchmarks.compare;

/** A kind of pool, and what it has. */
interface Contestant {

    /** A pool of so many workers, and as many spares, which is 0 unless it {@linkplain #hasSpares() has} them. */
    ComparedPool open(int workers, int spares) throws Exception;

    /** Whether its workers are processes, which take memory and can be killed. */
    boolean hasProcesses();

    /** Whether it keeps workers ready to replace one that is lost. */
    default boolean hasSpares() {
        return false;
    }

    /** Whether it kills what runs longer than it may. */
    default boolean hasHardLimit() {
        return false;
    }
}
