package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static boolean isThere(Path entry) {
        return isWildcard(entry) ? holdsJars(place(entry)) : Files.exists(entry);
    }

    private static boolean holdsJars(Path directory) {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.{jar,JAR}")) {
            return jars.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private static String named(List<Path> gaps) {
        String first = String.join(", ", gaps.stream().limit(MOST_NAMED).map(Path::toString).toList());
        return gaps.size() <= MOST_NAMED ? first : first + " and " + (gaps.size() - MOST_NAMED) + " more";
    }
}
