package dev.carom;

import java.util.Objects;

/**
 * Tasks with their arguments bound, as serializable lambdas of this class, so that one template of each form crosses to
 * a worker.
 */
final class Bound {
    private Bound() {}

    static <A, R, X extends Exception> Task<R, X> of(Task.Of1<? super A, ? extends R, X> task, A a) {
        Objects.requireNonNull(task, "task");
        return () -> task.call(a);
    }

    static <A, B, R, X extends Exception> Task<R, X> of(
            Task.Of2<? super A, ? super B, ? extends R, X> task, A a, B b) {
        Objects.requireNonNull(task, "task");
        return () -> task.call(a, b);
    }

    static <A, B, C, R, X extends Exception> Task<R, X> of(
            Task.Of3<? super A, ? super B, ? super C, ? extends R, X> task, A a, B b, C c) {
        Objects.requireNonNull(task, "task");
        return () -> task.call(a, b, c);
    }

    static <A, B, C, D, R, X extends Exception> Task<R, X> of(
            Task.Of4<? super A, ? super B, ? super C, ? super D, ? extends R, X> task, A a, B b, C c, D d) {
        Objects.requireNonNull(task, "task");
        return () -> task.call(a, b, c, d);
    }

    static <A, B, R, X extends Exception> Task.Of1<Args.Two<A, B>, R, X> star(Task.Of2<A, B, R, X> task) {
        Objects.requireNonNull(task, "task");
        return args -> task.call(args.a(), args.b());
    }

    static <A, B, C, R, X extends Exception> Task.Of1<Args.Three<A, B, C>, R, X> star(Task.Of3<A, B, C, R, X> task) {
        Objects.requireNonNull(task, "task");
        return args -> task.call(args.a(), args.b(), args.c());
    }

    static <A, B, C, D, R, X extends Exception> Task.Of1<Args.Four<A, B, C, D>, R, X> star(
            Task.Of4<A, B, C, D, R, X> task) {
        Objects.requireNonNull(task, "task");
        return args -> task.call(args.a(), args.b(), args.c(), args.d());
    }
}
