/** What single parts cost, without processes: to be run by JMH. */
@NullMarked
package dev.carom.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
