package dev.carom.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the parent is killed, its workers are gone, wherever in their life they are: the promise is 2 s. */
@Tag("any-jdk")
final class ParentDeathTest {
    private static final Duration PROMISED = Duration.ofSeconds(2);
    /** What a machine may add that is busy with other things. */
    private static final Duration TOLERANCE = Duration.ofSeconds(8);

    @TempDir
    private Path directory;

    @Test
    void parentKilled_noWorkerIsLeftAtAnyPoint() throws Exception {
        assertGone("with the kernel's help", killParent(Map.of(), Arrays.stream(Point.values())));
    }

    @Test
    void parentKilledWhereTheKernelDoesNotHelp_noWorkerIsLeftThatWasWelcomed() throws Exception {
        // Without the programs that set it up, no worker has a parent-death signal, nor a session of its own.
        Map<String, String> noPrograms = Map.of("PATH", directory.toString());
        // One that starts finds no parent to connect to, unless it is held there for ever, as it is here.
        Stream<Point> welcomed = Arrays.stream(Point.values()).filter(point -> point.phase != Point.Phase.STARTING);
        assertGone("by themselves", killParent(noPrograms, welcomed));
    }

    private static void assertGone(String how, Map<String, Duration> gone) {
        System.out.println("workers gone " + how + ", after ms: " + gone.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().toMillis()).toList());
        assertThat(gone).allSatisfy((point, after) -> assertThat(after).isLessThan(PROMISED.plus(TOLERANCE)));
    }

    /** How long after the parent's death each worker was gone, by the point at which it was. */
    private Map<String, Duration> killParent(Map<String, String> environment, Stream<Point> points) throws Exception {
        List<Point> held = points.toList();
        Process parent = start(environment, held);
        try {
            Map<String, ProcessHandle> workers = awaitHeld(parent, held);
            long killed = System.nanoTime();
            parent.destroyForcibly();
            return awaitGone(workers, killed);
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly().waitFor();
        }
    }

    private Process start(Map<String, String> environment, List<Point> points) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp",
                System.getProperty("java.class.path"), DoomedParent.class.getName(), directory.toString()));
        points.forEach(point -> command.add(point.name()));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Map<String, ProcessHandle> awaitHeld(Process parent, List<Point> points) throws IOException {
        Map<String, ProcessHandle> workers = new LinkedHashMap<>();
        Set<Point> awaited = EnumSet.copyOf(points);
        // Those that do not answer there are killed by their parent after some seconds, so none of them waits for another.
        Waits.until("a worker is held at each point", () -> {
            for (Point point : List.copyOf(awaited)) {
                Orders orders = new Orders(directory.resolve(point.name()));
                long victim = Files.isDirectory(orders.directory()) ? orders.victim() : -1;
                if (victim > 0) {
                    ProcessHandle.of(victim).ifPresent(worker -> workers.put(point.name(), worker));
                    awaited.remove(point);
                }
            }
            return awaited.isEmpty();
        });
        Waits.until("a worker is idle", () -> Files.exists(directory.resolve("idle")));
        // What is left: the idle one, and those that replace a worker that is held while it leaves.
        List<ProcessHandle> others = parent.descendants().filter(child -> !workers.containsValue(child)).toList();
        others.forEach(child -> workers.put("other " + child.pid(), child));
        assertThat(others).isNotEmpty();
        return workers;
    }

    private static Map<String, Duration> awaitGone(Map<String, ProcessHandle> workers, long since) {
        Map<String, Duration> gone = new LinkedHashMap<>();
        Waits.until("no worker is left", () -> {
            workers.forEach((name, worker) -> {
                if (!Processes.runs(worker)) {
                    gone.putIfAbsent(name, Duration.ofNanos(System.nanoTime() - since));
                }
            });
            return gone.size() == workers.size();
        });
        return gone;
    }
}
