package dev.carom.internal.results;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The decoded answer of a chunk. The receiver owns it and may change the array. */
public final class Elements {
    private final @Nullable Object[] values;
    private final Map<Integer, Throwable> failures;

    /**
     * @param values one for each input, in order; null where it failed
     * @param failures what the inputs that failed threw, by their position within the chunk; empty if none did
     */
    public Elements(@Nullable Object[] values, Map<Integer, Throwable> failures) {
        this.values = values;
        this.failures = failures;
    }

    @Nullable Object[] values() {
        return values;
    }

    Map<Integer, Throwable> failures() {
        return failures;
    }
}
