/** The function that is applied: how it is found and compiled here, and how a worker loads and calls it. */
@NullMarked
package dev.carom.cli.task;

import org.jspecify.annotations.NullMarked;
