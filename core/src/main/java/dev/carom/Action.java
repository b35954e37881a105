package dev.carom;

import org.jspecify.annotations.Nullable;

/**
 * A task without a result, for {@link Pool#run}: a serializable lambda or method reference that returns nothing, or whose
 * result is of no interest. Where any task is taken, an action is one whose result is null.
 *
 * @param <X> what it throws; inferred, so that the caller of {@link Pool#run} handles just that
 */
@FunctionalInterface
public interface Action<X extends Exception> extends Task<Void, X> {

    void run() throws X;

    @Override
    default @Nullable Void call() throws X {
        run();
        return null;
    }

    /** An action with one argument. */
    @FunctionalInterface
    interface Of1<A, X extends Exception> extends Task.Of1<A, Void, X> {
        void run(A a) throws X;

        @Override
        default @Nullable Void call(A a) throws X {
            run(a);
            return null;
        }
    }

    /** An action with two arguments. */
    @FunctionalInterface
    interface Of2<A, B, X extends Exception> extends Task.Of2<A, B, Void, X> {
        void run(A a, B b) throws X;

        @Override
        default @Nullable Void call(A a, B b) throws X {
            run(a, b);
            return null;
        }
    }

    /** An action with three arguments. */
    @FunctionalInterface
    interface Of3<A, B, C, X extends Exception> extends Task.Of3<A, B, C, Void, X> {
        void run(A a, B b, C c) throws X;

        @Override
        default @Nullable Void call(A a, B b, C c) throws X {
            run(a, b, c);
            return null;
        }
    }

    /** An action with four arguments. */
    @FunctionalInterface
    interface Of4<A, B, C, D, X extends Exception> extends Task.Of4<A, B, C, D, Void, X> {
        void run(A a, B b, C c, D d) throws X;

        @Override
        default @Nullable Void call(A a, B b, C c, D d) throws X {
            run(a, b, c, d);
            return null;
        }
    }
}
