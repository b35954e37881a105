/** The command line: {@code carom map} applies a function to many inputs, in a pool of processes. */
@NullMarked
package dev.carom.cli;

import org.jspecify.annotations.NullMarked;
