package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program that was started from its source ({@code java App.java}): its classes are in the memory of this process alone, so
 * workers get a copy of them in a directory.
 */
public final class SourceProgram {
    private static final String LAUNCHER = "com.sun.tools.javac.launcher.";
    private static final String IN_MEMORY = "sourcelauncher";

    private final ClassLoader loader;
    private final Path directory;
    private final Set<String> known = new HashSet<>();
    private final Deque<String> left = new ArrayDeque<>();

    private SourceProgram(ClassLoader loader, Path directory) {
        this.loader = loader;
        this.directory = directory;
    }

    /**
     * Copies the class that has called the pool, and all that it refers to; returns where to. Empty where the calling thread
     * runs no such program.
     */
    static Optional<Path> copy(Path directory) {
        return caller().map(type -> {
            SourceProgram program = new SourceProgram(type.getClassLoader(), directory);
            program.copyAll(type.getName().replace('.', '/'));
            return directory;
        });
    }

    /** What has its classes; null where the calling thread runs no such program. */
    public static @Nullable ClassLoader loader() {
        Class<?> type = caller().orElse(null);
        return type == null ? null : type.getClassLoader(); // by a reference to that method it takes 5 ms
    }

    /** Whether this JVM compiles a program and runs it. */
    public static boolean isThere() {
        return System.getProperty("sun.java.command", "").contains(LAUNCHER);
    }

    private static Optional<? extends Class<?>> caller() {
        return !isThere() ? Optional.empty() : StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.map(StackFrame::getDeclaringClass).filter(SourceProgram::isInMemory).findFirst());
    }

    /** Whether it is a class of such a program. */
    public static boolean isInMemory(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null && loader.getClass().getName().startsWith(LAUNCHER);
    }

    private void copyAll(String first) {
        meet(first);
        for (String name = left.poll(); name != null; name = left.poll()) {
            URL found = loader.getResource(name + ".class");
            if (found != null && found.getProtocol().startsWith(IN_MEMORY)) {
                copy(name, found);
            }
        }
    }

    /** From Java 22 on a class may be in a source file of its own, which is compiled when the class is first loaded. */
    private void compile(String name) {
        if (!known.contains(name) && loader.getResource(name + ".class") == null) {
            try {
                Class.forName(name.replace('/', '.'), false, loader);
            } catch (ClassNotFoundException | LinkageError missing) {
                return; // as it will be in this process, where it is used at all
            }
        }
    }

    private void meet(String name) {
        if (known.add(name)) {
            left.add(name);
        }
    }

    private void copy(String name, URL found) {
        try (InputStream in = found.openStream()) {
            byte[] bytes = in.readAllBytes();
            Path file = directory.resolve(name + ".class");
            Subdirectories.make(directory.getParent(), file.getParent());
            Files.write(file, bytes);
            ClassReferences.certain(bytes).forEach(this::compile);
            ClassReferences.of(bytes).forEach(this::meet);
        } catch (IOException e) {
            throw new LaunchException("cannot copy " + found + " for workers (" + e + "); compile the program to a directory"
                    + " (javac -d) that is on its class path, and start it from there", e);
        }
    }
}
