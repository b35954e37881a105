package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a class path that give a worker no code. Some are usual, as build tools name directories that they have not
 * made; so they are worth a warning, and only a class path that has nothing else is refused.
 */
final class ClassPathGaps {
    private static final int MOST_NAMED = 5;

    private ClassPathGaps() {}

    /** @throws IllegalArgumentException if no entry is there */
    static void report(String pool, List<Path> classPath) {
        List<Path> gaps = of(classPath);
        if (gaps.isEmpty()) {
            return;
        }
        if (gaps.size() == classPath.size()) {
            throw new IllegalArgumentException("classPath: nothing that it names is there: " + named(gaps));
        }
        Log.LOG.log(Level.WARNING, "pool={0}: classPath names what is not there, so workers go without it: {1}", pool, named(gaps));
    }

    static List<Path> of(List<Path> classPath) {
        return classPath.stream().filter(entry -> !isThere(entry)).toList();
    }

    /** Where the code of an entry lies: in the directory, where all jars in one are meant. */
    static Path place(Path entry) {
        return isWildcard(entry) ? entry.resolveSibling("") : entry;
    }

    private static boolean isWildcard(Path entry) {
        return entry.endsWith("*");
    }

    /** What an entry stands for: itself, or all jars in a directory, in the order of their names. */
    static List<Path> files(Path entry) {
        if (!isWildcard(entry)) {
            return List.of(entry);
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(place(entry), "*.{jar,JAR}")) {
            found.forEach(jars::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // as the JVM sees it
        }
        jars.sort(null);
        return jars;
    }

    private static boolean isThere(Path entry) {
        return isWildcard(entry) ? !files(entry).isEmpty() : Files.exists(entry);
    }

    private static String named(List<Path> gaps) {
        String first = String.join(", ", gaps.stream().limit(MOST_NAMED).map(Path::toString).toList());
        return gaps.size() <= MOST_NAMED ? first : first + " and " + (gaps.size() - MOST_NAMED) + " more";
    }
}
