package dev.carom.internal.runtime;

import dev.carom.internal.engine.Outcome;
import dev.carom.internal.results.Settled;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** As {@link Answer}, of a task whose result is so small that it is decoded already: so the task's result needs nothing else. */
final class SmallAnswer extends Settled.Value implements Outcome.Reported, dev.carom.internal.results.Outcome.Success {
    private static final SmallAnswer NULL = new SmallAnswer(null);
    private static final SmallAnswer TRUE = new SmallAnswer(Boolean.TRUE);
    private static final SmallAnswer FALSE = new SmallAnswer(Boolean.FALSE);

    private static final int LEAST_BOXED = Byte.MIN_VALUE;
    private static final SmallAnswer[] BOXED =
            IntStream.rangeClosed(LEAST_BOXED, Byte.MAX_VALUE).mapToObj(SmallAnswer::new).toArray(SmallAnswer[]::new);

    private SmallAnswer(@Nullable Object value) {
        super(value);
    }

    /** The one answer for a value that boxing, too, has one object for; otherwise a new one. */
    static SmallAnswer of(@Nullable Object value) {
        if (value instanceof Integer number) {
            int at = number - LEAST_BOXED;
            return at >= 0 && at < BOXED.length ? BOXED[at] : new SmallAnswer(value);
        }
        if (value instanceof Boolean bool) {
            return bool ? TRUE : FALSE;
        }
        return value == null ? NULL : new SmallAnswer(value);
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
