package dev.carom.internal.results;

import dev.carom.internal.codec.Values;
import org.jspecify.annotations.Nullable;

/** The decoded answer of a chunk. The receiver owns it and may change the arrays. */
public final class Elements {
    private final @Nullable Object[] values;
    private final @Nullable Throwable @Nullable [] failures;

    /**
     * @param values one for each input, in order; null where it failed
     * @param failures what the inputs threw, by the same positions; null where none failed
     */
    public Elements(@Nullable Object[] values, @Nullable Throwable @Nullable [] failures) {
        if (failures != null && failures.length != values.length) {
            throw new IllegalArgumentException(values.length + " values, but " + failures.length + " failures");
        }
        this.values = values;
        this.failures = failures;
    }

    int size() {
        return values.length;
    }

    boolean anyFailed() {
        for (int i = 0; failures != null && i < failures.length; i++) {
            if (failures[i] != null) {
                return true;
            }
        }
        return false;
    }

    @Nullable Throwable failure(int at) {
        return failures == null ? null : failures[at];
    }

    void copyTo(Values results, int from) {
        results.put(values, from);
    }

    /** The value, or null if it failed; let go of here. */
    @Nullable Object takeValue(int at) {
        @Nullable Object value = values[at];
        values[at] = null;
        return value;
    }

    /** Why it failed, or null; let go of here. */
    @Nullable Throwable takeFailure(int at) {
        @Nullable Throwable failure = failure(at);
        if (failure != null) {
            failures[at] = null;
        }
        return failure;
    }
}
