package dev.carom;

import java.util.Objects;

/**
 * Tasks with their arguments bound, as serializable lambdas of this class, so that one template of each form crosses to
 * a worker. What they capture and take is an {@code Object} to them: the signature of a serializable lambda's code stands in its
 * class as a text, in which tools that move Carom to another package (maven-shade relocates so) do not rename its types.
 */
@SuppressWarnings("unchecked") // what is cast was of that type where it became an Object
final class Bound {
    private Bound() {}

    static <A, R, X extends Exception> Task<R, X> of(Task.Of1<? super A, ? extends R, X> task, A a) {
        Object code = Objects.requireNonNull(task, "task");
        return () -> ((Task.Of1<A, R, X>) code).call(a);
    }

    static <A, B, R, X extends Exception> Task<R, X> of(
            Task.Of2<? super A, ? super B, ? extends R, X> task, A a, B b) {
        Object code = Objects.requireNonNull(task, "task");
        return () -> ((Task.Of2<A, B, R, X>) code).call(a, b);
    }

    static <A, B, C, R, X extends Exception> Task<R, X> of(
            Task.Of3<? super A, ? super B, ? super C, ? extends R, X> task, A a, B b, C c) {
        Object code = Objects.requireNonNull(task, "task");
        return () -> ((Task.Of3<A, B, C, R, X>) code).call(a, b, c);
    }

    static <A, B, C, D, R, X extends Exception> Task<R, X> of(
            Task.Of4<? super A, ? super B, ? super C, ? super D, ? extends R, X> task, A a, B b, C c, D d) {
        Object code = Objects.requireNonNull(task, "task");
        return () -> ((Task.Of4<A, B, C, D, R, X>) code).call(a, b, c, d);
    }

    static <A, B, R, X extends Exception> Task.Of1<Args.Two<A, B>, R, X> star(Task.Of2<A, B, R, X> task) {
        Object code = Objects.requireNonNull(task, "task");
        return ofAny(bound -> {
            Args.Two<A, B> args = (Args.Two<A, B>) bound;
            return ((Task.Of2<A, B, R, X>) code).call(args.a(), args.b());
        });
    }

    static <A, B, C, R, X extends Exception> Task.Of1<Args.Three<A, B, C>, R, X> star(Task.Of3<A, B, C, R, X> task) {
        Object code = Objects.requireNonNull(task, "task");
        return ofAny(bound -> {
            Args.Three<A, B, C> args = (Args.Three<A, B, C>) bound;
            return ((Task.Of3<A, B, C, R, X>) code).call(args.a(), args.b(), args.c());
        });
    }

    static <A, B, C, D, R, X extends Exception> Task.Of1<Args.Four<A, B, C, D>, R, X> star(
            Task.Of4<A, B, C, D, R, X> task) {
        Object code = Objects.requireNonNull(task, "task");
        return ofAny(bound -> {
            Args.Four<A, B, C, D> args = (Args.Four<A, B, C, D>) bound;
            return ((Task.Of4<A, B, C, D, R, X>) code).call(args.a(), args.b(), args.c(), args.d());
        });
    }

    private static <T, R, X extends Exception> Task.Of1<T, R, X> ofAny(Task.Of1<Object, R, X> task) {
        return (Task.Of1<T, R, X>) (Task.Of1<?, R, X>) task;
    }
}
