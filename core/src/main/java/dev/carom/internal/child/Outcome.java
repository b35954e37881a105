package dev.carom.internal.child;

import org.jspecify.annotations.Nullable;

/** How the code of an attempt ended. */
sealed interface Outcome {

    record Returned(@Nullable Object value) implements Outcome {}

    record Threw(Throwable throwable) implements Outcome {}

    /** The task never ran: it could not be decoded. */
    record Undecodable(Throwable throwable) implements Outcome {}
}
