package dev.carom.internal.results;

import java.util.function.BooleanSupplier;

/** Where an outcome comes from, for a thread that waits for it and reads it by itself. */
public interface Source {

    /**
     * Waits until something has come, the thread is interrupted, or {@link #wake} is called, also before; passes on what has
     * come. Does not wait where {@code met}: a call of {@link #wake} may have been for another thread, that read before.
     *
     * @return false if nothing more will come this way: what the thread waits for is brought by another one
     */
    boolean read(BooleanSupplier met);

    /** Ends a wait. */
    void wake();
}
