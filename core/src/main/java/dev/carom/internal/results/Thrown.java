package dev.carom.internal.results;

import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/** Ways to throw what a task threw. */
public final class Thrown {
    private Thrown() {}

    /** Throws it by its own type; returns it in a {@link CompletionException} where it is checked. */
    static CompletionException unchecked(Throwable cause) {
        if (cause instanceof RuntimeException || cause instanceof Error) {
            throw Thrown.<RuntimeException>asItIs(cause);
        }
        return wrapped(cause, CompletionException::new);
    }

    /** Wraps it, with its text as the message; with the name of its class where its own code fails to give one. */
    static <X extends Exception> X wrapped(Throwable cause, BiFunction<String, Throwable, X> wrapper) {
        String message;
        try {
            message = cause.toString();
        } catch (Throwable e) { // user code; what is to be told is the task's failure, not this one
            message = cause.getClass().getName();
        }
        return wrapper.apply(message, cause);
    }

    /** Throws it by its own type, checked or not, with the caller's stack below its own. Returns never; declared so that a caller can write {@code throw}. */
    @SuppressWarnings("unchecked") // the cast is erased, and is what hides a checked type from the compiler
    public static <X extends Throwable> RuntimeException asItIs(Throwable cause) throws X {
        CallerStack.append(cause);
        throw (X) cause;
    }
}
