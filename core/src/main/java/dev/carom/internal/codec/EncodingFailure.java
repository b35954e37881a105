package dev.carom.internal.codec;

import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says why something cannot be encoded: what, by which path, and what to do. */
final class EncodingFailure {
    private static final Set<String> HOOKS = Set.of("writeObject", "writeReplace", "writeExternal");
    private static final int MOST_TEXT = 1000;

    private EncodingFailure() {}

    /** @param what {@code "task"}, {@code "codec"}, {@code "result"} or {@code "exception"} */
    static String describe(String what, Object root, Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        String start = "the " + what + " cannot be encoded: ";
        if (failure instanceof StackOverflowError) {
            return start + "its object graph is nested too deep for Java serialization; hold the objects in a collection"
                    + " rather than linked to each other";
        }
        if (failure instanceof CyclicValueException || failure instanceof CodecFailure) {
            return start + failure.getMessage();
        }
        if (failure instanceof NotSerializableException missing) {
            return start + notSerializable(what, root, String.valueOf(missing.getMessage()));
        }
        String hook = hook(failure);
        String path = hook == null ? null : path(what, root, object -> object.getClass().getName().equals(hook));
        return start + (hook == null ? "" : "the serialization code of " + hook + " threw ")
                + text(failure) + (path == null ? "" : "; path: " + path)
                + "; serializing it with an ObjectOutputStream shows the same";
    }

    private static String notSerializable(String what, Object root, String type) {
        String path = path(what, root, object ->
                object.getClass().getName().equals(type) && CulpritPath.isNotSerializable(object));
        if (path == null) {
            path = path(what, root, CulpritPath::isNotSerializable);
        }
        String where = " is not Serializable" + (path == null ? "" : "; path: " + path);
        if (CulpritPath.isUnsendableLambda(type)) {
            return "a lambda in " + type.substring(0, type.indexOf("$$Lambda")) + where + "; give it a type that is, such as"
                    + " Task, or cast it: (Function<A, B> & Serializable) x -> ...";
        }
        return type + where + "; make the class implement java.io.Serializable, mark the field transient, or "
                + insteadOf(what, path);
    }

    private static String insteadOf(String what, @Nullable String path) {
        if (path != null && (path.contains(" -> this (") || path.contains(" -> enclosing instance ("))) {
            return "copy what is needed into a local variable that the lambda captures instead; a static method or class"
                    + " captures nothing";
        }
        if (path != null && path.contains(" -> receiver (")) {
            return "write a lambda that has one in the worker, as x -> System.out.println(x) has: what stands before :: goes along";
        }
        return switch (what) {
            case "task", "codec" -> "hand over what is needed of it instead";
            case "result" -> "copy what is needed into the result";
            default -> "copy what is needed into its message";
        };
    }

    private static @Nullable String path(String what, Object root, Predicate<Object> culprit) {
        return CulpritPath.find(root, what, culprit);
    }

    /** {@code writeReplace} and {@code readResolve} that throw a checked exception have it wrapped by the JDK. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getClass() == IOException.class ? thrown.getCause() : null;
        return cause == null ? thrown : cause;
    }

    /** The class whose own serialization code threw; null where none did. */
    private static @Nullable String hook(Throwable failure) {
        for (StackTraceElement frame : ThrownParts.framesOf(failure)) {
            boolean jdk = frame.getModuleName() != null && frame.getModuleName().startsWith("java.");
            if (!jdk && HOOKS.contains(frame.getMethodName())) {
                return frame.getClassName();
            }
        }
        return null;
    }

    /** As {@link Throwable#toString}, which may throw. */
    static String text(Throwable failure) {
        try {
            String text = failure.toString();
            return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "...";
        } catch (RuntimeException | StackOverflowError unreadable) {
            return failure.getClass().getName();
        }
    }
}
