package dev.carom.internal.results;

import dev.carom.error.ResultDecodingException;
import dev.carom.internal.codec.Values;
import org.jspecify.annotations.Nullable;

/** Turns outcomes into values and exceptions. Runs code of users, which may throw anything at any time. */
final class Decoding {
    private Decoding() {}

    /** Decodes an outcome that is no cancellation. */
    static Settled settle(Outcome outcome) {
        if (!(outcome instanceof Outcome.Success success)) {
            return new Settled.Failed(cause((Outcome.Failure) outcome));
        }
        try {
            return new Settled.Value(success.decode());
        } catch (Throwable e) {
            return new Settled.Failed(failure(success, e));
        }
    }

    /** What a task failed by. */
    static Throwable cause(Outcome.Failure failure) {
        try {
            @Nullable Throwable cause = failure.cause().get();
            return cause != null ? cause : new ResultDecodingException("the task failed by nothing known", null);
        } catch (Throwable e) {
            return new ResultDecodingException(
                    "the task failed, but what it threw cannot be decoded here: " + e.getClass().getName(), e);
        }
    }

    /** What a result fails by whose payload could not be decoded. */
    private static ResultDecodingException failure(Outcome.Success answer, Throwable thrown) {
        if (thrown instanceof ResultDecodingException known) {
            return known;
        }
        return new ResultDecodingException("the task succeeded, but decoding its result " + (thrown instanceof OutOfMemoryError
                ? "of " + answer.encodedBytes() + " bytes took more memory than this JVM has (" + thrown + "; its heap may grow to "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MiB): give this JVM a larger -Xmx, have tasks return less,"
                        + " or let them write to a file and return its path"
                : "threw " + thrown.getClass().getName()), thrown);
    }

    /** Puts the answer of a chunk in which no input failed to its place in {@code results}. */
    static void values(Outcome.Success answer, Values results, int from, int inputs) {
        boolean there;
        try {
            there = answer.decodeInto(results, from, inputs);
        } catch (Throwable e) {
            throw failure(answer, e);
        }
        if (!there) {
            Elements elements = elements(answer, inputs);
            if (elements.anyFailed()) {
                throw new ResultDecodingException("a chunk that was told to have succeeded holds failures", null);
            }
            elements.copyTo(results, from);
        }
    }

    /** The answer of a chunk, which must hold one element for each input. */
    static Elements elements(Outcome.Success answer, int inputs) {
        Object decoded;
        try {
            decoded = answer.decode();
        } catch (Throwable e) {
            throw failure(answer, e);
        }
        if (!(decoded instanceof Elements elements)) {
            throw new ResultDecodingException("a chunk was answered by a single value", null);
        }
        if (elements.size() != inputs) {
            throw new ResultDecodingException(
                    "a chunk of " + inputs + " inputs was answered by " + elements.size() + " results", null);
        }
        return elements;
    }
}
