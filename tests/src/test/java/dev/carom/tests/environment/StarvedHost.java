package dev.carom.tests.environment;

import dev.carom.ProcessPool;
import dev.carom.error.LaunchException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A host that has no descriptor left when it makes a pool. Its argument: {@code java.io.tmpdir}. */
final class StarvedHost {
    private StarvedHost() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        ProcessPool.of(1).close(); // to load classes takes descriptors
        System.setProperty("java.io.tmpdir", directory.resolve("missing").toString());
        refusal();
        System.setProperty("java.io.tmpdir", directory.toString());

        List<InputStream> held = new ArrayList<>();
        takeDescriptors(held);
        String refusal = refusal();
        for (InputStream each : held) {
            each.close();
        }

        System.out.println("refused: " + refusal);
        try (Stream<Path> left = Files.list(directory)) {
            System.out.println("left: " + left.filter(each -> each.getFileName().toString().startsWith("carom-")).toList());
        }
    }

    private static void takeDescriptors(List<InputStream> held) {
        try {
            while (true) {
                held.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            held.add(InputStream.nullInputStream()); // all are taken
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
