package dev.carom.tests.environment;

import dev.carom.ProcessPool;
import dev.carom.error.LaunchException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** A host that makes pools when it has few descriptors left, or none. Its argument: {@code java.io.tmpdir}. */
final class StarvedHost {
    /** With fewer descriptors a pool of one worker does not start. */
    static final int MOST = 20;

    private StarvedHost() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        ProcessPool.of(1).close(); // to load classes takes descriptors
        System.setProperty("java.io.tmpdir", directory.resolve("missing").toString());
        refusal();
        System.setProperty("java.io.tmpdir", directory.toString());

        for (int free = 0; free < MOST; free++) {
            long before = pipes();
            String refusal = refusalWith(free);
            System.out.println("left with " + free + ": " + pools(directory) + " and " + (pipes() - before) + " pipes, refused: "
                    + refusal);
        }
    }

    private static List<Path> pools(Path directory) throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            return left.filter(each -> each.getFileName().toString().startsWith("carom-")).toList();
        }
    }

    private static String refusalWith(int free) throws IOException {
        Deque<FileInputStream> held = new ArrayDeque<>();
        Descriptors.takeAll(held);
        for (int i = 0; i < free; i++) {
            held.removeLast().close();
        }
        String refusal = refusal();
        while (held.size() > 1) { // the JDK closes stdin where a process lacks descriptors; the first of them has its place
            held.removeLast().close();
        }
        return refusal;
    }

    private static long pipes() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(StarvedHost::isPipe).count();
        }
    }

    private static boolean isPipe(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false; // the one that lists them
        }
    }

    private static String refusal() {
        try (ProcessPool pool = ProcessPool.of(1)) {
            return "no: " + pool;
        } catch (LaunchException e) {
            return e.getMessage();
        }
    }
}
