/** What can go wrong, each by its own type; all but the task's own exceptions are {@link PoolException}s. */
@NullMarked
package dev.carom.error;

import org.jspecify.annotations.NullMarked;
