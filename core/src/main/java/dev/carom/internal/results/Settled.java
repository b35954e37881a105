package dev.carom.internal.results;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * An outcome as the user sees it: decoded. A class, and no interface: HotSpot remembers with each class of objects the interface
 * that one of them was last found to have, and threads that ask for several would take that from each other.
 */
public abstract sealed class Settled {
    private Settled() {}

    /** Succeeded with this. */
    public static non-sealed class Value extends Settled {
        private final @Nullable Object value;

        public Value(@Nullable Object value) {
            this.value = value;
        }

        public final @Nullable Object value() {
            return value;
        }
    }

    /** Failed by this. */
    static final class Failed extends Settled {
        private final Throwable cause;

        Failed(Throwable cause) {
            this.cause = cause;
        }

        Throwable cause() {
            return cause;
        }
    }

    /** Was cancelled. */
    static final class Cancelled extends Settled {
        static final Cancelled CANCELLED = new Cancelled();

        private Cancelled() {}

        /** A new one for each call that throws it, so that its stack is that of the caller. */
        CancellationException exception() {
            return new CancellationException("the task was cancelled");
        }
    }
}
