/** Frames: what the parent and its workers say to each other, as bytes. Imports no sibling. */
@NullMarked
package dev.carom.internal.wire;

import org.jspecify.annotations.NullMarked;
