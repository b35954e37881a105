package dev.carom.internal.results;

import dev.carom.internal.codec.Values;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a submission ended, before anything of it is decoded. */
public sealed interface Outcome {

    /** It succeeded, and this is its encoded answer: a value; of a chunk, one value or failure for each input. */
    non-sealed interface Success extends Outcome {

        /**
         * Decodes it: called once at most, on the thread that asks for the result. The answer of a task by itself is its
         * value; that of a chunk is an {@link Elements}.
         *
         * @throws Throwable whatever decoding throws; the result then is a
         *     {@link dev.carom.error.ResultDecodingException}
         */
        @Nullable Object decode() throws Throwable;

        /**
         * As {@link #decode} of a chunk, without an array in between, where that can be: false where it cannot, and then
         * nothing was decoded.
         *
         * @param from where in {@code results} the values begin
         * @param inputs how many there must be
         */
        default boolean decodeInto(Values results, int from, int inputs) throws Throwable {
            return false;
        }

        /** How many bytes there are to be decoded; 0 where that is done. */
        long encodedBytes();

        /** Whether all inputs of a chunk succeeded, told without decoding; {@code true} for a task by itself. */
        boolean allSucceeded();
    }

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
