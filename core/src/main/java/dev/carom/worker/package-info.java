/** What code that runs inside a task may call. */
@NullMarked
package dev.carom.worker;

import org.jspecify.annotations.NullMarked;
