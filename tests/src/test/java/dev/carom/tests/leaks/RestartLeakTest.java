package dev.carom.tests.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerOutput;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors and memory do not grow with the workers that come and go. */
@EnabledOnOs(OS.LINUX) // by /proc
@Tag("any-jdk")
class RestartLeakTest {

    @Test
    @Tag("B200")
    @Tag("B203")
    void restarts_takeNoDescriptorsAndNoMemory() throws Exception {
        try (ProcessPool pool =
                Pools.ready(ProcessPool.builder().processes(1).spares(0).output(WorkerOutput.DISCARD))) {
            restart(pool, 4);
            int descriptors = ownDescriptors();
            long memory = usedMemory();

            restart(pool, 10);

            Waits.until("as many descriptors as before", () -> ownDescriptors() <= descriptors);
            Waits.until("as much memory as before", () -> usedMemory() < memory + (1 << 20));
        }
    }

    private static void restart(ProcessPool pool, int times) {
        for (int i = 0; i < times; i++) {
            Pools.awaitIdle(pool);
            ProcessHandle worker = pool.processHandles().get(0);
            worker.destroyForcibly();
            Waits.until("another one", () -> !Pools.pids(pool).contains(worker.pid()));
            Pools.awaitIdle(pool);
        }
    }

    private static long usedMemory() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    @Test
    @Tag("B199")
    void workers_inheritNoDescriptors(@TempDir Path directory) throws Exception {
        List<Closeable> open = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Path file = directory.resolve("of-the-parent-" + i);
                open.add(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
                Pipe pipe = Pipe.open();
                open.add(pipe.source());
                open.add(pipe.sink());
            }
            try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(4))) {
                List<List<String>> ofWorkers = Pools.pids(pool).stream().map(pid -> descriptors(pid.toString())).toList();

                assertThat(ofWorkers).hasSize(4).allSatisfy(targets -> {
                    assertThat(targets).noneMatch(target -> target.contains("of-the-parent"));
                    // The channel, and one that the JDK keeps for closing it; stdin, stdout and stderr.
                    assertThat(targets.stream().filter(target -> target.startsWith("socket:"))).hasSizeBetween(1, 2);
                    assertThat(targets.stream().filter(target -> target.startsWith("pipe:"))).hasSizeLessThanOrEqualTo(3);
                });
            }
        } finally {
            for (Closeable each : open) {
                each.close();
            }
        }
    }

    @Test
    @Tag("B124")
    void deadChannels_doNotKeepTheIoThreadBusy() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (ProcessPool pool =
                Pools.ready(ProcessPool.builder().processes(2).name("quiet").output(WorkerOutput.DISCARD))) {
            pool.processHandles().forEach(ProcessHandle::destroyForcibly);
            restart(pool, 1);
            long io = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("carom-quiet-io"))
                    .findAny()
                    .orElseThrow()
                    .getId();
            long before = threads.getThreadCpuTime(io);

            ApplyResult<Integer> second = pool.applyAsync(() -> {
                Thread.sleep(1000);
                return 1;
            });
            second.get();

            assertThat(threads.getThreadCpuTime(io) - before).isLessThan(300_000_000L);
        }
    }

    /** Without jars, which class loaders open at any time, and keep. */
    private static int ownDescriptors() {
        List<String> targets = descriptors("self");
        targets.removeIf(target -> target.endsWith(".jar"));
        return targets.size();
    }

    private static List<String> descriptors(String process) {
        List<String> targets = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc", process, "fd"))) {
            for (Path entry : entries.toList()) {
                if (Files.isSymbolicLink(entry)) {
                    targets.add(target(entry));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return targets;
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }
}
