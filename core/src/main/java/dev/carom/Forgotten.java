package dev.carom;

import dev.carom.error.LaunchException;
import dev.carom.internal.process.Programs;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** Ends pools that nobody closed and nobody has any more, by a thread that the first pool of this JVM starts. */
final class Forgotten {
    private static @Nullable Cleaner cleaner;

    private Forgotten() {}

    /**
     * To be asked for before the pool is started. Where there is no thread for it now, the next pool tries again.
     *
     * @throws LaunchException if there is none
     */
    static synchronized Cleaner cleaner(String pool) {
        Cleaner present = cleaner;
        if (present == null) {
            try {
                present = Cleaner.create();
            } catch (OutOfMemoryError e) {
                throw new LaunchException("pool " + pool + " cannot start its threads: " + e + Programs.remedy(e), e);
            }
            cleaner = present;
        }
        return present;
    }
}
