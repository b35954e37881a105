package dev.carom.internal.results;

import org.jspecify.annotations.Nullable;

/** An encoded answer. */
public interface Payload {

    /**
     * Decodes it: called once at most, on the thread that asks for the result. The answer of a task by itself is its value;
     * that of a chunk is an {@link Elements}.
     *
     * @throws Throwable whatever decoding throws; the result then is a {@link dev.carom.error.ResultDecodingException}
     */
    @Nullable Object decode() throws Throwable;

    /** Whether all inputs of a chunk succeeded, told without decoding; {@code true} for a task by itself. */
    boolean allSucceeded();
}
