package dev.carom.internal.runtime;

import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.codec.ThrownParts;
import dev.carom.internal.process.SourceProgram;
import java.io.InvalidClassException;
import java.io.ObjectStreamException;
import java.security.CodeSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a worker could not decode a task, and what to do: mostly it lacks a class that this JVM has. */
final class MissingClass {
    /** How the classes of its snippets are called, in whatever process it runs them. */
    private static final String JSHELL = "REPL.$JShell$";

    private static final String INITIALIZER = "<clinit>";
    private static final String CAROM = "dev.carom.";

    private static final Set<String> READERS = Set.of("readObject", "readExternal", "readResolve", "readObjectNoData");
    private static final List<String> NO_READERS = List.of("java.io.", "java.lang.invoke.", CAROM);

    /** Some loaders' messages say more. */
    private static final Pattern NAME = Pattern.compile("[\\w$.]+");

    /** A chain of causes that is longer is a circle. */
    private static final int CAUSES = 100;

    private MissingClass() {}

    static String explain(Throwable cause) {
        Initializer failed = Initializer.in(cause);
        if (failed != null) {
            return failed.explain();
        }
        String inMemory = inMemory(cause);
        if (inMemory != null) {
            return inMemory + " exists only in the memory of this process, which was started from a source file or"
                    + " is a JShell: compile it to a directory (javac -d) that is on the class path, and start it from there";
        }
        if (cause instanceof ClassNotFoundException && cause.getMessage() != null && isInNoFile(cause.getMessage())) {
            return "this process has that class, but no file of it: it was made in memory (a proxy, say: send what is behind it),"
                    + " or its file is gone since this process started (start it again)";
        }
        String elsewhere = elsewhere(cause);
        if (elsewhere != null) {
            return elsewhere;
        }
        if (isUnknown(cause)) {
            return "neither Carom's class loader nor that of this thread knows it here either: it has one of its own, as code of a"
                    + " plug-in has; name the jars of that, and all else that tasks need, by classPath(...)";
        }
        if (isOfAnotherVersion(cause)) {
            return ResultDecoder.ANOTHER_VERSION;
        }
        String reader = reader(cause);
        if (reader != null) {
            return "code that runs where it is read, " + reader + ", threw this: see the cause for where";
        }
        return "are the worker's class path and classes those of this process? See classPath(...)";
    }

    /** The class that is missing, where it can only be of a program without files; null where it is not so. */
    private static @Nullable String inMemory(Throwable cause) {
        boolean missing = cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError;
        if (!missing || cause.getMessage() == null) {
            return null;
        }
        String name = cause.getMessage().replace('/', '.');
        boolean ofASource = cause instanceof ClassNotFoundException ? SourceProgram.isThere() : isOfASource(known(name));
        return ofASource || name.startsWith(JSHELL) ? name : null;
    }

    private static boolean isOfASource(@Nullable Class<?> type) {
        return type != null && SourceProgram.isInMemory(type);
    }

    /** The method of a class to be read under which this was thrown; null where it is serialization itself that failed. */
    private static @Nullable String reader(Throwable cause) {
        boolean ofSerialization = cause instanceof ClassNotFoundException || cause instanceof LinkageError
                || cause instanceof ObjectStreamException || cause instanceof ClassCastException;
        return ofSerialization ? null : Stream.of(ThrownParts.framesOf(cause))
                .filter(frame -> READERS.contains(frame.getMethodName())
                        && NO_READERS.stream().noneMatch(frame.getClassName()::startsWith))
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .findFirst().orElse(null);
    }

    private static boolean isOfAnotherVersion(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof InvalidClassException && message.contains(ResultDecoder.INCOMPATIBLE)
                || cause instanceof IllegalArgumentException && message.equals("Invalid lambda deserialization");
    }

    private static boolean isInNoFile(String name) {
        Class<?> type = known(name);
        return type != null && type.getClassLoader() != null
                && type.getClassLoader().getResource(name.replace('.', '/') + ".class") == null;
    }

    /** What to do where the class is that of a web application or a plug-in, and Carom is not; null where it is not so. */
    private static @Nullable String elsewhere(Throwable cause) {
        boolean missing = cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError;
        Class<?> type = missing && cause.getMessage() != null ? known(cause.getMessage().replace('/', '.')) : null;
        if (type == null || isSeenFrom(MissingClass.class.getClassLoader(), type.getClassLoader())) {
            return null;
        }
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return "this process has it " + (source == null ? "" : "from " + source.getLocation() + " ") + "by a "
                + type.getClassLoader().getClass().getName() + ", and workers have what Carom's own class loader sees: put"
                + " Carom where that class is (WEB-INF/lib, say), or name all code that tasks need by classPath(...)";
    }

    private static boolean isUnknown(Throwable cause) {
        String name = cause instanceof ClassNotFoundException ? cause.getMessage() : null;
        return name != null && NAME.matcher(name).matches() && known(name) == null;
    }

    private static boolean isSeenFrom(@Nullable ClassLoader from, @Nullable ClassLoader loader) {
        ClassLoader next = from;
        while (next != null && next != loader) {
            next = next.getParent();
        }
        return next == loader || loader == ClassLoader.getSystemClassLoader();
    }

    private static @Nullable Class<?> known(String name) {
        Class<?> type = known(name, Thread.currentThread().getContextClassLoader());
        return type == null ? known(name, MissingClass.class.getClassLoader()) : type;
    }

    private static @Nullable Class<?> known(String name, @Nullable ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError unknown) {
            return null;
        }
    }

    /**
     * The static initializer that failed in a worker.
     *
     * @param usedAPool whether it failed in a pool's methods
     */
    private record Initializer(String type, boolean usedAPool, Throwable failure) {

        /** The one that the first cause comes from that has any on its stack; null where none has. */
        static @Nullable Initializer in(Throwable thrown) {
            @Nullable Throwable each = thrown;
            for (int i = 0; each != null && i < CAUSES; i++) {
                boolean usedAPool = false;
                for (StackTraceElement frame : ThrownParts.framesOf(each)) {
                    if (frame.getMethodName().equals(INITIALIZER)) {
                        return new Initializer(frame.getClassName(), usedAPool, each);
                    }
                    usedAPool |= frame.getClassName().startsWith(CAROM);
                }
                each = ThrownParts.causeOf(each);
            }
            return null;
        }

        String explain() {
            String which = "the static initializer of " + type + ", which a worker runs too before it runs code of that class, ";
            return usedAPool
                    ? which + "makes or uses a pool, and so does each worker then: make the pool in main or where it is first"
                            + " needed, or in a class whose code no task uses"
                    : which + "failed there by " + failure + ": it may need what this process has and a worker has not, see the"
                            + " cause";
        }
    }
}
