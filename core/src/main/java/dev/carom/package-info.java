/**
 * The public API: a {@link dev.carom.Pool} runs {@link dev.carom.Task}s, {@link dev.carom.ProcessPool} runs them in
 * child JVMs.
 */
@NullMarked
package dev.carom;

import org.jspecify.annotations.NullMarked;
