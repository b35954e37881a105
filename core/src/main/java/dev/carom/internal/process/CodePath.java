package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a worker finds its code, and how its main class is named to {@code java}.
 *
 * @param classPath entries, absolute
 * @param modulePath entries, absolute
 * @param options further options that belong to it
 * @param main the tokens that name the main class
 */
record CodePath(List<String> classPath, List<String> modulePath, List<String> options, List<String> main) {
    CodePath {
        classPath.forEach(CodePath::requireOne);
        modulePath.forEach(CodePath::requireOne);
    }

    private static void requireOne(String entry) {
        if (entry.contains(File.pathSeparator)) {
            throw new LaunchException("workers cannot load code from " + entry + ", as no entry of a class path may contain '"
                    + File.pathSeparator + "', which separates them; rename it, or name a link to it by classPath(...)", null);
        }
    }

    /** A plain class path. */
    static CodePath ofClassPath(List<String> classPath, String mainClass) {
        return new CodePath(List.copyOf(classPath), List.of(), List.of(), List.of(mainClass));
    }

    /** With one more directory on the class path. */
    CodePath with(Path directory) {
        List<String> all = new ArrayList<>(classPath);
        all.add(directory.toString());
        return withClassPath(all);
    }

    /** With another class path. */
    CodePath withClassPath(List<String> entries) {
        return new CodePath(List.copyOf(entries), modulePath, options, main);
    }

    /** The same code, started by another class of Carom's. */
    CodePath startedBy(String mainClass, String formerly) {
        return new CodePath(classPath, modulePath, replace(options, formerly, mainClass), replace(main, formerly, mainClass));
    }

    private static List<String> replace(List<String> tokens, String from, String to) {
        return tokens.stream().map(token -> token.replace(from, to)).toList();
    }

    /** Whether the worker's main class, and with it Carom and JNA, are in named modules. */
    boolean isModular() {
        return main.get(0).equals("-m");
    }

    /** All of it as arguments, the main class last. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(options);
        if (!modulePath.isEmpty()) {
            arguments.add("--module-path");
            arguments.add(String.join(File.pathSeparator, modulePath));
        }
        if (!classPath.isEmpty()) {
            arguments.add("-cp");
            arguments.add(String.join(File.pathSeparator, classPath));
        }
        arguments.addAll(main);
        return arguments;
    }
}
