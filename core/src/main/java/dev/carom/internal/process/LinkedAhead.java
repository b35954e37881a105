package dev.carom.internal.process;

import static dev.carom.internal.process.ConstantPool.CLASS;
import static dev.carom.internal.process.ConstantPool.FIELD;
import static dev.carom.internal.process.ConstantPool.INTERFACE_METHOD;
import static dev.carom.internal.process.ConstantPool.INVOKE_DYNAMIC;
import static dev.carom.internal.process.ConstantPool.METHOD;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * The main class of a process that completes a list of classes to archive: for each of them it adds which constants the archive
 * may hold resolved, among them the call sites of lambdas, which are most of what a JVM links while it starts. A JVM that lists
 * its classes adds that by itself, but only when it ends. The process has the workers' class path and reads from it; it loads
 * nothing of it.
 */
public final class LinkedAhead {
    private static final Set<Integer> RESOLVED = Set.of(CLASS, FIELD, METHOD, INTERFACE_METHOD, INVOKE_DYNAMIC);

    private LinkedAhead() {}

    /** @param args the list */
    public static void main(String[] args) throws IOException {
        Path list = Path.of(args[0]);
        StringBuilder lines = new StringBuilder();
        for (String line : Files.readAllLines(list, StandardCharsets.ISO_8859_1)) {
            if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("@")) {
                add(line.split(" ", 2)[0], lines);
            }
        }
        Files.write(list, List.of(lines), StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
    }

    /** The line for a class that is found; those of other loaders are not. */
    private static void add(String name, StringBuilder lines) throws IOException {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
            if (in != null) {
                lines.append("@cp ").append(name);
                ConstantPool.read(in.readAllBytes(), (index, tag, text) -> {
                    if (RESOLVED.contains(tag)) {
                        lines.append(' ').append(index);
                    }
                });
                lines.append('\n');
            }
        }
    }
}
