package dev.carom;

import java.io.Serializable;

/**
 * What runs in a worker: a serializable lambda, method reference or object. What it needs travels with it, as captured
 * values or as arguments ({@link Of1} to {@link Of4}); keyword arguments of the seed are captured values.
 *
 * @param <R> the result
 * @param <X> what it throws; inferred, so that the caller of {@link Pool#apply} handles just that
 */
@FunctionalInterface
public interface Task<R, X extends Exception> extends Serializable {

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
