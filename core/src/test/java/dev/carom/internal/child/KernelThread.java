package dev.carom.internal.child;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What the kernel knows of a thread of a worker. */
final class KernelThread {
    private final Path directory;

    private KernelThread(Path directory) {
        this.directory = directory;
    }

    static KernelThread named(String name, TestParent parent) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(parent.process.pid()), "task"))) {
            return new KernelThread(threads.filter(thread -> isNamed(name, thread)).findFirst().orElseThrow());
        }
    }

    private static boolean isNamed(String name, Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip().equals(name);
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** In nanoseconds. */
    long processorTime() throws IOException {
        return Long.parseLong(read("schedstat").split(" ")[0]);
    }

    /** In bytes, from whatever. */
    long bytesRead() throws IOException {
        return Long.parseLong(read("io").lines().filter(line -> line.startsWith("rchar: ")).findFirst().orElseThrow()
                .substring("rchar: ".length()));
    }

    /** Waits until it does nothing; or has no processor, which looks the same. */
    void awaitSleep() {
        AtomicLong before = new AtomicLong(-1);
        await("no processor time between two looks").atMost(TestParent.GENEROUS).until(() -> {
            long now = processorTime();
            return now == before.getAndSet(now);
        });
    }

    private String read(String file) throws IOException {
        assumeThat(directory.resolve(file)).as("what this kernel tells of a thread").isReadable();
        return Files.readString(directory.resolve(file));
    }
}
