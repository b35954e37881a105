/** A run over all inputs: reading them, handing them to the pool, and writing what came of each. */
@NullMarked
package dev.carom.cli.run;

import org.jspecify.annotations.NullMarked;
