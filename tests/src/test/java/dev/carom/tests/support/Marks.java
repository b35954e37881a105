package dev.carom.tests.support;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file in which tasks leave a line for each time that they ran, whatever becomes of them or of their results after
 * that. May be captured by tasks.
 */
public record Marks(String file) implements Serializable {

    public static Marks in(Path directory) {
        return new Marks(directory.resolve("marks").toString());
    }

    /** Appends a line; one write, which the system does not tear. For tasks. */
    public void leave(Object mark) {
        try {
            Files.writeString(Path.of(file), mark + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that was left so far, in its order. */
    public List<String> all() {
        try {
            return Files.exists(Path.of(file)) ? Files.readAllLines(Path.of(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int count() {
        return all().size();
    }

    public void await(int count) {
        Waits.until(count + " marks in " + file, () -> count() >= count);
    }
}
