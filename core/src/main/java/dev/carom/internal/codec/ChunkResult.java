package dev.carom.internal.codec;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of each element of a {@link Chunk}: a value, or a throwable. */
public final class ChunkResult {
    private final @Nullable Object[] values;

    /** Null where no element failed. */
    private final @Nullable Throwable @Nullable [] failures;

    ChunkResult(@Nullable Object[] values, @Nullable Throwable @Nullable [] failures) {
        this.values = values;
        this.failures = failures;
    }

    public int size() {
        return values.length;
    }

    public boolean isFailed(int index) {
        return failures != null && failures[index] != null;
    }

    /** What the function returned for this element; null where it failed. */
    public @Nullable Object value(int index) {
        return values[index];
    }

    /** Why this element failed; null where it did not. */
    public @Nullable Throwable failure(int index) {
        Objects.checkIndex(index, values.length);
        return failures == null ? null : failures[index];
    }

    /** Whether any element failed. */
    public boolean hasFailures() {
        return failures != null;
    }

    /** One for each element; null where it failed. The caller's, where this was decoded. */
    public @Nullable Object[] values() {
        return values;
    }

    /** By the same positions; null where none failed. The caller's, where this was decoded. */
    public @Nullable Throwable @Nullable [] failures() {
        return failures;
    }

    static final class Builder {
        private final @Nullable Object[] values;
        private @Nullable Throwable @Nullable [] failures;

        Builder(int size) {
            values = new Object[size];
        }

        void value(int index, @Nullable Object value) {
            values[index] = value;
        }

        void failure(int index, Throwable failure) {
            if (failures == null) {
                failures = new Throwable[values.length];
            }
            values[index] = null;
            failures[index] = failure;
        }

        ChunkResult build() {
            return new ChunkResult(values, failures);
        }
    }
}
