/**
 * The public API: a {@link dev.carom.Pool} runs {@link dev.carom.Task}s, {@link dev.carom.ProcessPool} runs them in
 * child JVMs. Where a name differs from that in Python's billiard, the pool under Celery, its javadoc says what it is there.
 */
@NullMarked
package dev.carom;

import org.jspecify.annotations.NullMarked;
