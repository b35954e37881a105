/** What Carom costs, measured on real worker processes. */
@NullMarked
package dev.carom.benchmarks;

import org.jspecify.annotations.NullMarked;
