package dev.carom;

import java.io.Serializable;
import java.util.Iterator;

/** Argument tuples, for {@code starmap}. */
public sealed interface Args extends Serializable {

    /** Two arguments. */
    record Two<A, B>(A a, B b) implements Args {}

    /** Three arguments. */
    record Three<A, B, C>(A a, B b, C c) implements Args {}

    /** Four arguments. */
    record Four<A, B, C, D>(A a, B b, C c, D d) implements Args {}

    static <A, B> Two<A, B> of(A a, B b) {
        return new Two<>(a, b);
    }

    static <A, B, C> Three<A, B, C> of(A a, B b, C c) {
        return new Three<>(a, b, c);
    }

    static <A, B, C, D> Four<A, B, C, D> of(A a, B b, C c, D d) {
        return new Four<>(a, b, c, d);
    }

    /** Pairs the elements of both inputs, lazily, and stops at the end of the shorter one. */
    static <A, B> Iterable<Two<A, B>> zip(Iterable<? extends A> as, Iterable<? extends B> bs) {
        return () -> {
            Iterator<? extends A> left = as.iterator();
            Iterator<? extends B> right = bs.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return left.hasNext() && right.hasNext();
                }

                @Override
                public Two<A, B> next() {
                    return of(left.next(), right.next());
                }
            };
        };
    }
}
