package dev.carom.cli.task;

import dev.carom.error.SoftTimeLimitExceededException;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param type the simple name of the exception's class
 * @param message the exception's own message, and what caused it; empty where it has neither
 * @param where the place in the function's code, as {@code JarStats.java:17}; empty where it is not known
 */
public record Failure(String type, String message, String where) {
    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 8;

    /** What the function threw; the place is the topmost frame in a class of that loader. */
    static Failure of(Throwable thrown, ClassLoader loader) {
        Throwable cause = thrown instanceof ExceptionInInitializerError ? thrown.getCause() : null;
        Throwable telling = cause == null ? thrown : cause;
        return new Failure(simpleName(telling.getClass().getName()), message(telling), where(telling, loader));
    }

    /** The last part of a binary name: {@code Inner} of {@code a.Outer$Inner}. */
    public static String simpleName(String binaryName) {
        String name = binaryName.substring(binaryName.lastIndexOf('.') + 1);
        String inner = name.substring(name.lastIndexOf('$') + 1);
        return inner.isEmpty() || Character.isDigit(inner.charAt(0)) ? name : inner;
    }

    private static String message(Throwable thrown) {
        try {
            String own = thrown.getMessage();
            Throwable cause = thrown.getCause();
            if (thrown instanceof SoftTimeLimitExceededException && own != null) {
                return own.replace("softTimeout(...)", "--soft-timeout");
            }
            // The second failure of a class whose initializer threw says what that was only in its cause.
            return thrown instanceof NoClassDefFoundError && cause != null
                    ? own + ": " + cause.getMessage()
                    : withCauses(own == null ? "" : own, cause);
        } catch (Throwable e) { // a user's class, which may do anything
            return "(its message cannot be had: " + e.getClass().getName() + ")";
        }
    }

    /** The message, and each cause that it does not give by itself. */
    private static String withCauses(String message, @Nullable Throwable first) {
        StringBuilder told = new StringBuilder(message);
        Throwable cause = first;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            String text = cause.toString();
            if (told.indexOf(text) < 0) {
                told.append(told.isEmpty() ? "" : "; ").append("caused by ").append(text);
            }
            cause = cause.getCause();
        }
        return told.toString();
    }

    private static String where(Throwable thrown, ClassLoader loader) {
        StackTraceElement[] frames = stack(thrown);
        for (StackTraceElement frame : frames) {
            if (loader.getName().equals(frame.getClassLoaderName())) {
                return place(frame);
            }
        }
        return "";
    }

    private static StackTraceElement[] stack(Throwable thrown) {
        try {
            StackTraceElement @Nullable [] frames = thrown.getStackTrace();
            return frames == null ? new StackTraceElement[0] : frames;
        } catch (Throwable e) { // as above
            return new StackTraceElement[0];
        }
    }

    /** A frame as {@code File.java:17}. */
    public static String place(StackTraceElement frame) {
        @Nullable String file = frame.getFileName();
        return file == null ? frame.getClassName() : frame.getLineNumber() < 0 ? file : file + ":" + frame.getLineNumber();
    }
}
