package dev.carom.internal.codec;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What belongs to a throwable: its causes, what it suppressed, and theirs; read as far as their own code lets them be. */
public final class ThrownParts {
    /** There may be any number, where a {@code getCause} makes another at each call. */
    private static final int MOST = 1_000;

    private ThrownParts() {}

    /** The throwable and its parts, each once, in no order; so many of them at most. */
    public static Set<Throwable> of(Throwable thrown) {
        Set<Throwable> met = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> ahead = new ArrayDeque<>(List.of(thrown));
        while (!ahead.isEmpty() && met.size() < MOST) {
            Throwable next = ahead.remove();
            if (met.add(next)) {
                ahead.addAll(List.of(next.getSuppressed()));
                @Nullable Throwable cause = causeOf(next);
                if (cause != null) {
                    ahead.add(cause);
                }
            }
        }
        return met;
    }

    /** Null where there is none, or its own code throws rather than tell. */
    public static @Nullable Throwable causeOf(Throwable thrown) {
        return ThrowableCodec.tolerate(thrown::getCause);
    }

    /** None where its own code throws rather than tell, or returns null. */
    public static StackTraceElement[] framesOf(Throwable thrown) {
        StackTraceElement @Nullable [] frames = ThrowableCodec.tolerate(thrown::getStackTrace);
        return frames == null ? new StackTraceElement[0] : frames;
    }
}
