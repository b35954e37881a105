/** SLF4J's MDC in workers: see {@link dev.carom.slf4j.MdcCarrier}. */
@NullMarked
package dev.carom.slf4j;

import org.jspecify.annotations.NullMarked;
