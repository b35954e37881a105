/** What makes the engine real: the lock, the threads, the selector, and the order in which actions are carried out. */
@NullMarked
package dev.carom.internal.runtime;

import org.jspecify.annotations.NullMarked;
