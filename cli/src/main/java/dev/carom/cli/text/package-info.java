/** Durations, sizes, escapes and JSON: text to values and back. */
@NullMarked
package dev.carom.cli.text;

import org.jspecify.annotations.NullMarked;
