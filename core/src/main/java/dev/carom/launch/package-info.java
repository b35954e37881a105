/** What keeps workers from harming more than they must be able to reach, for {@code ProcessPoolBuilder.launcher}. */
@org.jspecify.annotations.NullMarked
package dev.carom.launch;
