package dev.carom.internal.engine;

import org.jspecify.annotations.Nullable;

/** Why a pool gave up. */
public sealed interface Breakage {

    /** More crashes than allowed; {@code last} says how the last worker died. */
    record TooManyRestarts(int restarts, long window, String last) implements Breakage {}

    /** A worker cannot start, and trying again would not help; {@code cause} is opaque to the engine. */
    record CannotStart(String reason, @Nullable Object cause) implements Breakage {}
}
