/** How values that Carom has no form of its own for go to a worker and come back. */
@org.jspecify.annotations.NullMarked
package dev.carom.codec;
