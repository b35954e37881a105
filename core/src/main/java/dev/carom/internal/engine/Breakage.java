package dev.carom.internal.engine;

import org.jspecify.annotations.Nullable;

/** Why a pool gave up. */
public sealed interface Breakage {

    /** More crashes than {@code allowed} within the window; {@code last} says how the last worker died. */
    record TooManyRestarts(int restarts, int allowed, long window, String last) implements Breakage {}

    /**
     * A worker cannot start, and trying again would not help.
     *
     * @param cause opaque to the engine
     * @param initializing whether its JVM was up, so that only the initializer can be to blame, where there is one
     */
    record CannotStart(String reason, @Nullable Object cause, boolean initializing) implements Breakage {}
}
