package dev.carom.internal.results;

import dev.carom.error.ResultDecodingException;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands out the answers of one chunk, one after the other, and lets go of each. */
final class ChunkCursor {
    private final int size;

    /** Null where the chunk failed as a whole. */
    private final @Nullable Elements elements;

    /** Null where it did not. */
    private final @Nullable Supplier<Throwable> whole;

    private int position;

    private ChunkCursor(int size, @Nullable Elements elements, @Nullable Supplier<Throwable> whole) {
        this.size = size;
        this.elements = elements;
        this.whole = whole;
    }

    /** Decodes the chunk, which has ended. */
    static ChunkCursor of(int size, Outcome outcome) {
        if (outcome instanceof Outcome.Failure failure) {
            return failed(size, () -> Decoding.cause(failure));
        }
        if (outcome instanceof Outcome.Success success) {
            try {
                return new ChunkCursor(size, Decoding.elements(success, size), null);
            } catch (ResultDecodingException e) {
                return failed(size, () -> new ResultDecodingException(e.getMessage(), e.getCause()));
            }
        }
        return failed(size, () -> new CancellationException("the task was cancelled"));
    }

    /** For what ends an iteration. */
    static ChunkCursor last(Throwable failure) {
        return failed(1, () -> failure);
    }

    /** Each of the inputs throws, and each an exception of its own. */
    private static ChunkCursor failed(int size, Supplier<Throwable> whole) {
        return new ChunkCursor(size, null, whole);
    }

    boolean hasNext() {
        return position < size;
    }

    /** Returns the next value, or throws what the next input failed by, by its own type. */
    @Nullable Object next() {
        int at = position++;
        Throwable failure = elements == null ? whole.get() : elements.takeFailure(at);
        if (failure != null) {
            throw Thrown.asItIs(failure);
        }
        return elements.takeValue(at);
    }
}
