/** Finds context carriers, asks them where a task is submitted, and lets them restore where it runs. */
@NullMarked
package dev.carom.internal.context;

import org.jspecify.annotations.NullMarked;
