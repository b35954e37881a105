package dev.carom.internal.results;

import java.util.concurrent.CompletionException;

/** Ways to throw what a task threw. */
final class Thrown {
    private Thrown() {}

    /** Throws it by its own type; returns it in a {@link CompletionException} where it is checked. */
    static CompletionException unchecked(Throwable cause) {
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return new CompletionException(cause);
    }

    /** Throws it by its own type, checked or not. Returns never; declared so that a caller can write {@code throw}. */
    @SuppressWarnings("unchecked") // the cast is erased, and is what hides a checked type from the compiler
    static <X extends Throwable> RuntimeException asItIs(Throwable cause) throws X {
        throw (X) cause;
    }
}
