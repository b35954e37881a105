package dev.carom;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * What runs in a worker: a serializable lambda, method reference or object. What it needs travels with it, as captured
 * values or as arguments ({@link Of1} to {@link Of4}); billiard's keyword arguments are captured values. One that returns
 * nothing is an {@link Action}.
 *
 * <p>Arguments, captured values and results are serializable. Beyond that, a {@link java.nio.file.Path} of the default file
 * system may be used, and entries and views of the JDK's maps and lists ({@code subList}, {@code keySet}), which are copied.
 *
 * @param <R> the result
 * @param <X> what it throws; inferred, so that the caller of {@link Pool#apply} handles just that
 */
@FunctionalInterface
public interface Task<R, X extends Exception> extends Callable<R>, Serializable {

    @Override
    R call() throws X;

    /** A task with one argument. */
    @FunctionalInterface
    interface Of1<A, R, X extends Exception> extends Serializable {
        R call(A a) throws X;
    }

    /** A task with two arguments. */
    @FunctionalInterface
    interface Of2<A, B, R, X extends Exception> extends Serializable {
        R call(A a, B b) throws X;
    }

    /** A task with three arguments. */
    @FunctionalInterface
    interface Of3<A, B, C, R, X extends Exception> extends Serializable {
        R call(A a, B b, C c) throws X;
    }

    /** A task with four arguments. */
    @FunctionalInterface
    interface Of4<A, B, C, D, R, X extends Exception> extends Serializable {
        R call(A a, B b, C c, D d) throws X;
    }
}
