/** Codecs: tasks, values, results and throwables as bytes, on either side. Imports no sibling but wire. */
@NullMarked
package dev.carom.internal.codec;

import org.jspecify.annotations.NullMarked;
