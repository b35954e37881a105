package dev.carom.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One round for a contender of the JVM. Arguments: which one, a directory to work in, and how many asynchronous tasks. Prints
 * what {@link Report} says.
 */
public final class Contender {
    private Contender() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            throw new IllegalArgumentException("say which contender, a directory, and how many asynchronous tasks");
        }
        Path directory = Path.of(args[1]);
        int tasks = Integer.parseInt(args[2]);
        switch (args[0]) {
            case "archive" -> carom(directory).makeArchive();
            case "carom" -> round(carom(directory), directory, tasks);
            case "pp4j" -> round(new Pp4j(), directory, tasks);
            case "threads" -> round(new Threads(), directory, tasks);
            case "socket" -> SocketFloor.measure(directory);
            default -> throw new IllegalArgumentException("no contender is called " + args[0]);
        }
    }

    private static Carom carom(Path directory) throws Exception {
        return new Carom(Files.createDirectories(directory.resolve("archives")));
    }

    private static void round(Contestant contestant, Path directory, int tasks) throws Exception {
        StartAndMemory.measure(contestant, directory);
        Throughput.measure(contestant, tasks);
        Losses.measure(contestant, directory);
    }
}
