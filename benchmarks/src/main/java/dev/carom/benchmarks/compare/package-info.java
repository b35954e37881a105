/**
 * One round of {@code benchmarks/compare} for the contenders that run on a JVM. The same work for pools of other languages
 * stands in {@code benchmarks/contenders}.
 */
@NullMarked
package dev.carom.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
