/** OpenTelemetry's trace and baggage in workers: see {@link dev.carom.opentelemetry.TraceCarrier}. */
@NullMarked
package dev.carom.opentelemetry;

import org.jspecify.annotations.NullMarked;
