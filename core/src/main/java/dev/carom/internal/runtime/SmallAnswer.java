package dev.carom.internal.runtime;

import dev.carom.internal.engine.Outcome;
import org.jspecify.annotations.Nullable;

/** As {@link Answer}, of a task whose result is so small that it is decoded already. */
record SmallAnswer(@Nullable Object value) implements Outcome.Reported, dev.carom.internal.results.Outcome.Success {
    @Override
    public boolean succeeded() {
        return true;
    }

    @Override
    public @Nullable Object decode() {
        return value;
    }

    @Override
    public long encodedBytes() {
        return 0;
    }

    @Override
    public boolean allSucceeded() {
        return true;
    }
}
