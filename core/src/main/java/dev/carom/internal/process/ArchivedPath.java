package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which part of a class path a class-data archive can hold: what comes before its first directory, as a JVM takes the archive of
 * any path that its own begins with.
 */
final class ArchivedPath {
    private ArchivedPath() {}

    /**
     * The code with Carom's jar in front of its class path, where that has a directory before it, as with most builds: so Carom
     * and what it needs of the JDK can be archived. A jar that holds anything else stays where it is, since what comes first hides
     * what comes later.
     *
     * @param own where Carom comes from
     */
    static CodePath ownJarFirst(CodePath code, Path own) {
        if (!code.modulePath().isEmpty()) {
            return code;
        }
        List<String> classPath = code.classPath();
        int directory = firstDirectory(classPath);
        for (int i = directory + 1; i < classPath.size(); i++) {
            Path entry = Path.of(classPath.get(i));
            if (own.getFileName().equals(entry.getFileName()) && isSame(own, entry) && holdsCaromAlone(entry)) {
                List<String> reordered = new ArrayList<>(classPath);
                reordered.add(0, reordered.remove(i));
                return code.withClassPath(reordered);
            }
        }
        return code;
    }

    /** The part of that code before its first directory; all of it where Carom is not in that part. */
    static CodePath of(CodePath code, Path own) {
        int directory = firstDirectory(code.classPath());
        if (!code.modulePath().isEmpty() || directory == code.classPath().size()) {
            return code;
        }
        List<String> part = code.classPath().subList(0, directory);
        for (String entry : part) {
            if (isSame(own, Path.of(entry))) {
                return code.withClassPath(part);
            }
        }
        return code;
    }

    private static int firstDirectory(List<String> classPath) {
        int i = 0;
        while (i < classPath.size() && !Files.isDirectory(Path.of(classPath.get(i)))) {
            i++;
        }
        return i;
    }

    private static boolean isSame(Path own, Path entry) {
        try {
            return Files.exists(entry) && Files.isSameFile(own, entry);
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "cannot tell whether {0} is {1}: {2}", entry, own, e);
            return false;
        }
    }

    private static boolean holdsCaromAlone(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                String name = entries.nextElement().getName();
                if (!name.startsWith("dev/carom/") && !name.equals("dev/") && !name.startsWith("META-INF/")
                        && !name.equals("module-info.class")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "cannot look into {0}: {1}", jar, e);
            return false;
        }
    }
}
