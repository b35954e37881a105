package dev.carom.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What processes do that this JVM may not have started. */
public final class Processes {
    private Processes() {}

    /** A dead orphan may wait long to be collected by whoever adopted it: it is a process still, but runs no more. */
    public static boolean runs(ProcessHandle process) {
        return process.isAlive() && state(process) != 'Z';
    }

    public static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(Processes::runs).isPresent();
    }

    /**
     * Stops it, and returns when the last of its threads stands still: until then, each may go on with what it is given,
     * for as long as a busy machine lets none of them take the signal.
     */
    public static void stop(long pid) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor() != 0) {
            throw new IOException("process " + pid + " could not be stopped");
        }
        Waits.until("all threads of " + pid + " stand still", () -> threads(pid).allMatch(state -> state == 'T'));
    }

    private static Stream<Character> threads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.map(Processes::state).toList().stream();
        }
    }

    private static char state(ProcessHandle process) {
        return state(Path.of("/proc/" + process.pid()));
    }

    /** The kernel's letter for it: R runs, S sleeps, T is stopped, Z is dead. */
    private static char state(Path directory) {
        try {
            String stat = Files.readString(directory.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'Z'; // gone between the two looks
        }
    }
}
