/** How a pool is seen by tools from outside: over JMX. */
@NullMarked
package dev.carom.management;

import org.jspecify.annotations.NullMarked;
