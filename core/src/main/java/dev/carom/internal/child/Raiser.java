package dev.carom.internal.child;

/** Raises an exception inside code that another thread runs. */
interface Raiser {

    /**
     * Raises it, soon, wherever the thread is then; leaves its interrupt flag set.
     *
     * @return false if the JVM refused
     */
    boolean raise(Thread thread, Throwable exception);

    /** Clears the interrupt flag that {@link #raise} left, so that what the thread does to clean up may wait. */
    void clearInterrupt(Thread thread);
}
