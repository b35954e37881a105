/**
 * The pool as a pure state machine: no thread, no clock, no I/O. {@code PoolEngine.step(event, now)} takes one
 * {@link dev.carom.internal.engine.Event} and returns the {@link dev.carom.internal.engine.Action}s to carry out. Times
 * are nanoseconds on any monotonic clock.
 */
@NullMarked
package dev.carom.internal.engine;

import org.jspecify.annotations.NullMarked;
