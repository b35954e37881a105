package dev.carom.tests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * A directory through which a test tells the workers of a pool what to do, and they tell it what they did, whatever becomes
 * of them. Workers find it by an environment variable. An order is carried out once, by whoever gets to its point first.
 */
final class Orders {
    static final String VARIABLE = "CAROM_TEST_ORDERS";

    private final Path directory;

    Orders(Path directory) {
        this.directory = directory;
    }

    static Orders ofThisWorker() {
        return new Orders(Path.of(System.getenv(VARIABLE)));
    }

    Path directory() {
        return directory;
    }

    // ---- by the test

    void place(Point point, Fault fault) throws IOException {
        Files.deleteIfExists(taken());
        Path draft = directory.resolve("draft");
        Files.writeString(draft, fault.name());
        Files.move(draft, waiting(point), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The process that carried the last order out; -1 if none has. */
    long victim() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("victim-"))
                    .mapToLong(name -> Long.parseLong(name.substring("victim-".length())))
                    .findFirst()
                    .orElse(-1);
        }
    }

    /** How often code of the task with this name began. */
    long marks(String task) throws IOException {
        Path marks = directory.resolve("marks-" + task);
        return Files.exists(marks) ? Files.size(marks) : 0;
    }

    void clear() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }

    // ---- by a worker

    /** The fault that was ordered for this point, for the first who asks; null for all others. */
    Fault take(Point point) {
        Path order = waiting(point);
        if (!Files.exists(order)) {
            return null;
        }
        try {
            Files.move(order, taken(), StandardCopyOption.ATOMIC_MOVE);
            Files.createFile(directory.resolve("victim-" + ProcessHandle.current().pid()));
            return Fault.valueOf(Files.readString(taken()));
        } catch (NoSuchFileException somebodyElseTookIt) {
            return null;
        } catch (AtomicMoveNotSupportedException e) {
            throw new IllegalStateException("these tests need a file system with atomic renames", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void mark(String task) {
        try {
            Files.write(directory.resolve("marks-" + task), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path waiting(Point point) {
        return directory.resolve("order-" + point);
    }

    private Path taken() {
        return directory.resolve("taken");
    }
}
