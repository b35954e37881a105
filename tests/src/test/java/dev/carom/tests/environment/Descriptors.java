package dev.carom.tests.environment;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.stream.Stream;

/** Takes the descriptors that this process may have. */
final class Descriptors {
    private Descriptors() {}

    /** Loads all classes that are where this one is, unless that is a jar, which stays open. */
    static void loadClasses(Class<?> one) throws Exception {
        Path root = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String name = root.relativize(file).toString().replace('/', '.');
                    if (name.endsWith(".class") && !name.endsWith("-info.class")) {
                        Class.forName(name.substring(0, name.length() - ".class".length()), false, one.getClassLoader());
                    }
                }
            }
        }
    }

    /** All that are left. */
    static void takeAll(Deque<FileInputStream> held) {
        try {
            while (true) {
                held.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return; // all are taken
        }
    }

    static void giveBack(Deque<FileInputStream> held) {
        try {
            while (!held.isEmpty()) {
                held.removeLast().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
