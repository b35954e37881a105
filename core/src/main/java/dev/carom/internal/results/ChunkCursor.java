package dev.carom.internal.results;

import dev.carom.error.ResultDecodingException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands out the answers of one chunk, one after the other, and lets go of each. */
final class ChunkCursor {
    private final @Nullable Object[] values;
    private final Map<Integer, Throwable> failures;
    private final @Nullable Supplier<Throwable> whole;
    private int position;

    private ChunkCursor(
            @Nullable Object[] values, Map<Integer, Throwable> failures, @Nullable Supplier<Throwable> whole) {
        this.values = values;
        this.failures = failures;
        this.whole = whole;
    }

    /** Decodes the chunk, which has ended. */
    static ChunkCursor of(int size, Outcome outcome) {
        if (outcome instanceof Outcome.Failure failure) {
            return failed(size, () -> Decoding.cause(failure));
        }
        if (outcome instanceof Outcome.Success success) {
            try {
                Elements elements = Decoding.elements(success.payload(), size);
                return new ChunkCursor(elements.values(), new HashMap<>(elements.failures()), null);
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

    /** A chunk that failed as a whole: each of its inputs throws, and each an exception of its own. */
    private static ChunkCursor failed(int size, Supplier<Throwable> whole) {
        return new ChunkCursor(new @Nullable Object[size], Map.of(), whole);
    }

    boolean hasNext() {
        return position < values.length;
    }

    /** Returns the next value, or throws what the next input failed by, by its own type. */
    @Nullable Object next() {
        int at = position++;
        Throwable failure = whole != null ? whole.get() : failures.remove(at);
        if (failure != null) {
            throw Thrown.asItIs(failure);
        }
        @Nullable Object value = values[at];
        values[at] = null;
        return value;
    }
}
