package dev.carom.internal.runtime;

import dev.carom.internal.process.SourceProgram;

/** Why a worker could not decode a task, and what to do: mostly it lacks a class that this JVM has. */
final class MissingClass {
    /** What runs where JShell does. */
    private static final String JSHELL = "jdk.jshell.";

    private MissingClass() {}

    static String explain(Throwable cause) {
        boolean inMemory = SourceProgram.isThere() || System.getProperty("sun.java.command", "").startsWith(JSHELL);
        if (cause instanceof ClassNotFoundException && cause.getMessage() != null && inMemory) {
            return cause.getMessage() + " exists only in the memory of this process, which was started from a source file or"
                    + " is a JShell: compile it to a directory (javac -d) that is on the class path, and start it from there";
        }
        return "are the worker's class path and classes those of this process? See classPath(...)";
    }
}
