/**
 * What the caller holds of work that runs elsewhere: results, maps and iterators. The runtime tells a {@link
 * dev.carom.internal.results.Submission} what happens to it, and serves it through a {@link
 * dev.carom.internal.results.PoolPort}. Nothing here starts a thread or reads a clock for a limit.
 */
@NullMarked
package dev.carom.internal.results;

import org.jspecify.annotations.NullMarked;
