package dev.carom.internal.codec;

import org.jspecify.annotations.Nullable;

/** Tells what belongs to the thread that submits a task. */
@FunctionalInterface
public interface ContextSource {

    /** Of the calling thread, as {@link ContextFormat} writes it; null for nothing. */
    byte @Nullable [] capture();
}
