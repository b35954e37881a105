package dev.carom.benchmarks.compare;

import java.io.Serializable;
import java.util.concurrent.Callable;

/** What any of the pools can run. */
@FunctionalInterface
interface Job<T> extends Callable<T>, Serializable {}
