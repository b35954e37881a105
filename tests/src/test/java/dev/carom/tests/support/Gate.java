package dev.carom.tests.support;

import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds up tasks until the test opens it: a lock on a file, which this process holds until then and tasks wait for in the
 * kernel. Not to be opened by tasks that run in this JVM, which shares its own locks.
 */
public final class Gate implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private Gate(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.lock();
    }

    /** A gate that is shut. */
    public static Gate shut(Path directory) throws IOException {
        return new Gate(Files.createTempFile(directory, "gate", ""));
    }

    /** What tasks capture. */
    public Door door() {
        return new Door(file.toString());
    }

    /** Lets all tasks pass that wait or come. */
    public void open() throws IOException {
        channel.close();
    }

    @Override
    public void close() throws IOException {
        open();
    }

    /** The side of the tasks. */
    public record Door(String file) implements Serializable {

        /** Waits until the gate is open; can be interrupted. */
        public void pass() throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.READ);
                    FileLock lock = channel.lock(0, Long.MAX_VALUE, true)) {
                if (!lock.isValid()) {
                    throw new IOException("no lock on " + file);
                }
            }
        }
    }
}
