package dev.carom.internal.results;

/** Where an outcome comes from, for a thread that waits for it and reads it by itself. */
public interface Source {

    /**
     * Waits until something has come, the thread is interrupted, or {@link #wake} is called, also before; passes on what has
     * come.
     *
     * @return false if nothing more will come this way: what the thread waits for is brought by another one
     */
    boolean read();

    /** Ends a wait. */
    void wake();
}
