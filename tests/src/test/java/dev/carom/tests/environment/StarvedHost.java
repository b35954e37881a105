package dev.carom.tests.environment;

import dev.carom.ProcessPool;
import dev.carom.error.LaunchException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
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
            String refusal = refusalWith(free);
            System.out.println("left with " + free + ": " + pools(directory) + ", refused: " + refusal);
        }
    }

    private static List<Path> pools(Path directory) throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            return left.filter(each -> each.getFileName().toString().startsWith("carom-")).toList();
        }
    }

    private static String refusalWith(int free) throws IOException {
        Deque<InputStream> held = new ArrayDeque<>();
        takeDescriptors(held);
        for (int i = 0; i < free; i++) {
            held.removeLast().close();
        }
        String refusal = refusal();
        while (held.size() > 1) { // the JDK closes stdin where a process lacks descriptors; the first of them has its place
            held.removeLast().close();
        }
        return refusal;
    }

    private static void takeDescriptors(Deque<InputStream> held) {
        try {
            while (true) {
                held.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return; // all are taken
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
