package dev.carom.tests.failures;

import java.io.Serial;
import java.util.function.Supplier;

/** Exceptions that tasks throw here: plain ones and odd ones. */
final class Throwables {
    private Throwables() {}

    /** Throws what the compiler would not let a task throw. */
    static <R> R sneak(Supplier<? extends Throwable> thrown) {
        throw Throwables.<RuntimeException>unchecked(thrown.get());
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /** A checked exception with data of its own. */
    static final class OrderException extends Exception {
        @Serial private static final long serialVersionUID = 1L;
        private final int order;

        OrderException(int order, String message, Throwable cause) {
            super(message, cause);
            this.order = order;
        }

        int order() {
            return order;
        }
    }

    /** Neither an Exception nor an Error: as far out as Java goes. */
    static final class Outlandish extends Throwable {
        @Serial private static final long serialVersionUID = 1L;

        Outlandish(String message) {
            super(message);
        }
    }

    /** What asks for an exit in other languages. */
    static final class ExitRequest extends Error {
        @Serial private static final long serialVersionUID = 1L;

        ExitRequest(int code) {
            super("exit " + code);
        }
    }

    /** Nothing that is asked of it works, but its message. */
    static final class Contrary extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        Contrary(String message) {
            super(message);
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("equals");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("hashCode");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("toString");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("getCause");
        }
    }

    /** Has no stack, takes no suppressed exceptions, no cause and no constructor that anybody could guess. */
    static final class Frozen extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;
        private final double[] measured;

        Frozen(String message, double[] measured) {
            super(message, null, false, false);
            this.measured = measured.clone();
        }

        @Override
        public void setStackTrace(StackTraceElement[] frames) {
            throw new UnsupportedOperationException("frozen");
        }

        double first() {
            return measured[0];
        }
    }

    /** Holds what cannot be serialized. */
    static final class Unsendable extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused")
        private final Object held = new Object();

        Unsendable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Its message cannot be had. */
    static final class Mute extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused")
        private final Object held = new Object();

        @Override
        public String getMessage() {
            throw new IllegalStateException("no comment");
        }
    }
}
