package dev.carom.tests.chaos;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Where tasks leave their number when they begin, whatever becomes of them: a file for each worker. */
record Tracks(String directory) implements Serializable {

    /** One write of few bytes, which the death of the process does not tear. */
    void leave(int number) throws IOException {
        Path file = Path.of(directory, "worker-" + ProcessHandle.current().pid());
        Files.write(file, ByteBuffer.allocate(4).putInt(0, number).array(),
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** How often each of so many tasks began. */
    int[] counts(int tasks) throws IOException {
        int[] counts = new int[tasks];
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                count(file, counts);
            }
        }
        return counts;
    }

    private static void count(Path file, int[] counts) throws IOException {
        long left = Files.size(file) / 4;
        try (DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(file)))) {
            for (; left > 0; left--) {
                counts[in.readInt()]++;
            }
        }
    }
}
