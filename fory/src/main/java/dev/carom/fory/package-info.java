/** A codec that writes values by Apache Fory. */
@org.jspecify.annotations.NullMarked
package dev.carom.fory;
