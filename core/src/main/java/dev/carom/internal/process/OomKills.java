package dev.carom.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many processes the kernel has killed for want of memory: in the control group of this JVM, which its workers share, or
 * where that does not tell, on the machine. A worker that got SIGKILL while the number grew was most likely one of them.
 *
 * <p>It grows before the signal is sent, and a process with much memory takes a while to end: a worker that still seems to live
 * when somebody looks may be the one that was counted. So its death is told by what was counted a look earlier.
 */
final class OomKills {
    private static final String KEY = "oom_kill ";
    private static final long UNKNOWN = -1;
    private static final Path MACHINE = Path.of("/proc/vmstat");
    private static final Path SOURCE = parse(lines(group())) == UNKNOWN ? MACHINE : group();

    private final LongSupplier count;

    /** At the look before the last one, and at that. */
    private long before;

    private long last;

    OomKills() {
        this(OomKills::count);
    }

    OomKills(LongSupplier count) {
        this.count = count;
        last = count.getAsLong();
        before = last;
    }

    /** The worker lives, or seems to. */
    synchronized void look() {
        before = last;
        last = count.getAsLong();
    }

    /** Whether there were any while it died. */
    synchronized boolean grew() {
        return count.getAsLong() > before;
    }

    /** -1 where nothing tells. */
    static long count() {
        return parse(lines(SOURCE));
    }

    /** The number in such a file; -1 where it has none. */
    static long parse(List<String> lines) {
        String number = behind(KEY, lines);
        return number == null ? UNKNOWN : Long.parseLong(number.strip());
    }

    /** Where version 2 of control groups tells of this JVM's; the file need not exist. */
    private static Path group() {
        String name = behind("0::/", lines(Path.of("/proc/self/cgroup")));
        return Path.of("/sys/fs/cgroup").resolve(name == null ? "" : name).resolve("memory.events");
    }

    /** What stands behind that in the first line that begins with it; null where none does. */
    private static @Nullable String behind(String key, List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(key)) {
                return line.substring(key.length());
            }
        }
        return null;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // not Linux, another version of control groups, or hidden
        }
    }
}
