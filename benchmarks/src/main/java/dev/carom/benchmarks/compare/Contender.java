package dev.carom.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * One round for a contender of the JVM. Arguments: which one, a directory to work in, how many asynchronous tasks, how many in a
 * piece of the warm-up, and the measures to leave out, with commas between them. Prints what {@link Report} says.
 */
public final class Contender {
    private Contender() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 5) {
            throw new IllegalArgumentException(
                    "say which contender, a directory, how many tasks, how many to warm up, and what to leave out");
        }
        Path directory = Path.of(args[1]);
        int tasks = Integer.parseInt(args[2]);
        int warmUpTasks = Integer.parseInt(args[3]);
        Report report = new Report(Set.of(args[4].split(",")));
        switch (args[0]) {
            case "archive" -> carom(directory).makeArchive();
            case "carom" -> round(report, carom(directory), directory, tasks, warmUpTasks);
            case "pp4j" -> round(report, new Pp4j(), directory, tasks, warmUpTasks);
            case "threads" -> round(report, new Threads(), directory, tasks, warmUpTasks);
            case "socket" -> SocketFloor.measure(report, directory);
            default -> throw new IllegalArgumentException("no contender is called " + args[0]);
        }
    }

    private static Carom carom(Path directory) throws Exception {
        return new Carom(Files.createDirectories(directory.resolve("archives")));
    }

    private static void round(Report report, Contestant contestant, Path directory, int tasks, int warmUpTasks)
            throws Exception {
        StartAndMemory.measure(report, contestant, directory);
        Throughput.measure(report, contestant, tasks, warmUpTasks);
        Losses.measure(report, contestant, directory);
    }
}
