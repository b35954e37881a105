package dev.carom.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One round for a contender of the JVM. Arguments: which one, a directory to work in, how many asynchronous tasks, and how many
 * in a piece of the warm-up. Prints what {@link Report} says.
 */
public final class Contender {
    private Contender() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            throw new IllegalArgumentException("say which contender, a directory, how many tasks, and how many to warm up");
        }
        Path directory = Path.of(args[1]);
        int tasks = Integer.parseInt(args[2]);
        int warmUpTasks = Integer.parseInt(args[3]);
        switch (args[0]) {
            case "archive" -> carom(directory).makeArchive();
            case "carom" -> round(carom(directory), directory, tasks, warmUpTasks);
            case "pp4j" -> round(new Pp4j(), directory, tasks, warmUpTasks);
            case "threads" -> round(new Threads(), directory, tasks, warmUpTasks);
            case "socket" -> SocketFloor.measure(directory);
            default -> throw new IllegalArgumentException("no contender is called " + args[0]);
        }
    }

    private static Carom carom(Path directory) throws Exception {
        return new Carom(Files.createDirectories(directory.resolve("archives")));
    }

    private static void round(Contestant contestant, Path directory, int tasks, int warmUpTasks) throws Exception {
        StartAndMemory.measure(contestant, directory);
        Throughput.measure(contestant, tasks, warmUpTasks);
        Losses.measure(contestant, directory);
    }
}
