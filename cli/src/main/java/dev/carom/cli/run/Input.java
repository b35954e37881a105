package dev.carom.cli.run;

import org.jspecify.annotations.Nullable;

/**
 * One input.
 *
 * @param number from 1, in the order in which they are read
 * @param problem why it cannot be handed to the function; null where it can
 */
public record Input(long number, String text, @Nullable String problem) {}
