package dev.carom.internal.results;

import java.util.function.Supplier;

/** How a submission ended, before anything of it is decoded. */
public sealed interface Outcome {

    /** The payload holds the value; of a chunk, one value or failure for each input. */
    record Success(Payload payload) implements Outcome {}

    /**
     * It failed as a whole.
     *
     * @param cause makes the exception on the thread that asks: called once for each result, so that no two share one
     */
    record Failure(Supplier<? extends Throwable> cause) implements Outcome {}

    /** It was cancelled or discarded. */
    record Cancelled() implements Outcome {
        static final Cancelled INSTANCE = new Cancelled();
    }
}
