/**
 * A worker that is a thread of this JVM: what {@code child} is to a worker that is a process.
 *
 * <p>Locks: each worker's own, which the engine's may be held around, and under which nothing blocks and nobody is called.
 */
@NullMarked
package dev.carom.internal.threads;

import org.jspecify.annotations.NullMarked;
