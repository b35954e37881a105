/** The figures of a pool as meters of Micrometer: see {@link dev.carom.micrometer.CaromMetrics}. */
@NullMarked
package dev.carom.micrometer;

import org.jspecify.annotations.NullMarked;
