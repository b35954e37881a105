package dev.carom.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many processes the kernel has killed for want of memory: in the control group of this JVM, which its workers share, or
 * where that does not tell, on the machine. A worker that got SIGKILL while the number grew was most likely one of them.
 */
final class OomKills {
    private static final String KEY = "oom_kill ";
    private static final long UNKNOWN = -1;
    private static final Path MACHINE = Path.of("/proc/vmstat");
    private static final Path SOURCE = parse(lines(group())) == UNKNOWN ? MACHINE : group();

    private OomKills() {}

    /** -1 where nothing tells. */
    static long count() {
        return parse(lines(SOURCE));
    }

    /** The number in such a file; -1 where it has none. */
    static long parse(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(KEY)).findFirst()
                .map(line -> Long.parseLong(line.substring(KEY.length()).strip()))
                .orElse(UNKNOWN);
    }

    /** Where version 2 of control groups tells of this JVM's; the file need not exist. */
    private static Path group() {
        String name = lines(Path.of("/proc/self/cgroup")).stream().filter(line -> line.startsWith("0::/")).findFirst()
                .map(line -> line.substring("0::/".length()))
                .orElse("");
        return Path.of("/sys/fs/cgroup").resolve(name).resolve("memory.events");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // not Linux, another version of control groups, or hidden
        }
    }
}
