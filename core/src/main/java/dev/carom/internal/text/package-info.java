/** How figures and names read in messages, and how these reach the log. Imports no sibling; any of them may import it. */
@NullMarked
package dev.carom.internal.text;

import org.jspecify.annotations.NullMarked;
