package dev.carom.internal.runtime;

import dev.carom.internal.engine.Outcome;
import dev.carom.internal.results.Settled;
import org.jspecify.annotations.Nullable;

/** As {@link Answer}, of a task whose result is so small that it is decoded already: so the task's result needs nothing else. */
final class SmallAnswer extends Settled.Value implements Outcome.Reported, dev.carom.internal.results.Outcome.Success {
    SmallAnswer(@Nullable Object value) {
        super(value);
    }

    @Override
    public boolean succeeded() {
        return true;
    }

    @Override
    public @Nullable Object decode() {
        return value();
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
