/** What Flight Recorder is told, where somebody records. Events hold plain values; their schema is in docs/observability.md. */
@NullMarked
package dev.carom.internal.flight;

import org.jspecify.annotations.NullMarked;
