package dev.carom.internal.results;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** An outcome as the user sees it: decoded. */
sealed interface Settled {

    /** Succeeded with this. */
    record Value(@Nullable Object value) implements Settled {}

    /** Failed by this. */
    record Failed(Throwable cause) implements Settled {}

    /** Was cancelled. */
    enum Cancelled implements Settled {
        CANCELLED;

        /** A new one for each call that throws it, so that its stack is that of the caller. */
        CancellationException exception() {
            return new CancellationException("the task was cancelled");
        }
    }
}
