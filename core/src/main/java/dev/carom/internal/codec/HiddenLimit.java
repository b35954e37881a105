package dev.carom.internal.codec;

import dev.carom.error.SoftTimeLimitExceededException;
import org.jspecify.annotations.Nullable;

/**
 * A soft limit that was raised in a static initializer, or while the JVM linked a lambda or a concatenation of strings: the JVM
 * wraps it there into a {@link LinkageError} or an {@link InternalError}, which no code of the user's has thrown and none
 * expects.
 */
public final class HiddenLimit {
    private static final int DEEPEST = 8;

    private HiddenLimit() {}

    /** The limit that the JVM has wrapped, or what was thrown, where that is anything else. */
    public static Throwable unwrap(Throwable thrown) {
        if (thrown instanceof LinkageError || thrown instanceof InternalError) {
            @Nullable Throwable cause = ThrownParts.causeOf(thrown);
            for (int i = 0; i < DEEPEST && cause != null; i++) {
                if (cause instanceof SoftTimeLimitExceededException) {
                    return cause;
                }
                cause = ThrownParts.causeOf(cause);
            }
        }
        return thrown;
    }
}
