package dev.carom.tests.lifecycle;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.carom.ApplyResult;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.PoolClosedException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Waits;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A program that uses a pool and ends in one of the ways in which programs end. Its arguments: which, the file of the
 * marks, the file of the gate.
 */
final class HostProgram {
    /** Beyond what any of these programs takes on a very busy machine: some wait for a minute inside. */
    private static final long PATIENCE_SECONDS = 200;

    private static final int LEFT_FREE = 4;

    private static Marks marks;
    private static Gate.Door door;

    /** Never closed; but a collector that ran now would find it, and say so. */
    private static ProcessPool kept;

    private HostProgram() {}

    public static void main(String[] args) throws Exception {
        marks = new Marks(args[1]);
        door = new Gate.Door(args[2]);
        switch (args[0]) {
            case "forgets" -> forgets();
            case "submits-from-a-daemon" -> submitsFromADaemon();
            case "goes-on-in-callbacks" -> goesOnInCallbacks();
            case "exits" -> exits();
            case "submits-while-it-exits" -> submitsWhileItExits();
            case "starves" -> starves();
            case "runs" -> runs(null);
            case "closes-in-a-hook" -> runs(ProcessPool::close);
            case "waits-a-little-in-a-hook" -> runs(HostProgram::closeSoon);
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("main ended");
    }

    private static void forgets() {
        ProcessPool pool = ProcessPool.of(2);
        kept = pool;
        Marks file = marks;
        Gate.Door wait = door;
        for (int i = 0; i < 5; i++) {
            tellOfFailure(pool.applyAsync(() -> passAndMark(wait, file)));
        }
    }

    private static void submitsFromADaemon() throws InterruptedException {
        Thread daemon = new Thread(HostProgram::forgets);
        daemon.setDaemon(true);
        daemon.start();
        daemon.join();
    }

    /** The callbacks take longer than a program without tasks is kept. */
    private static void goesOnInCallbacks() {
        kept = ProcessPool.of(1);
        link(kept, 3);
    }

    private static void link(ProcessPool pool, int left) {
        Marks file = marks;
        if (left > 0) {
            tellOfFailure(pool.applyAsync(() -> mark(file), TaskOptions.<Integer>defaults().callback(done -> {
                LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
                link(pool, left - 1);
            })));
        }
    }

    private static void exits() {
        ProcessPool pool = ProcessPool.of(2);
        stay(pool);
        System.exit(3);
    }

    private static void submitsWhileItExits() {
        ProcessPool pool = ProcessPool.of(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (pool.state() == PoolState.RUNNING) {
                Thread.onSpinWait();
            }
            try {
                pool.applyAsync(() -> 1);
            } catch (PoolClosedException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }));
    }

    /** Has no room for the descriptors of a new worker for a while. */
    private static void starves() throws Exception {
        ProcessPool pool = ProcessPool.of(1);
        long worker = pool.apply(() -> ProcessHandle.current().pid());
        List<InputStream> held = new ArrayList<>();
        takeDescriptors(held);
        ProcessHandle.of(worker).orElseThrow().destroyForcibly();
        Waits.until("no worker can be started", () -> {
            takeDescriptors(held); // something may have ended that had some
            return pool.state() == PoolState.DEGRADED;
        });
        ApplyResult<Integer> result = pool.applyAsync(() -> 7);
        System.out.println("starved");
        for (InputStream each : held) {
            each.close();
        }
        System.out.println("healed " + result.get());
        pool.close();
    }

    /** But for so many as it takes to load a class, and not to start a process. */
    private static void takeDescriptors(List<InputStream> held) throws IOException {
        UnixOperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
        while (system.getMaxFileDescriptorCount() - open(system) > LEFT_FREE) {
            held.add(new FileInputStream("/dev/null"));
        }
    }

    private static long open(UnixOperatingSystemMXBean system) {
        try {
            return system.getOpenFileDescriptorCount();
        } catch (InternalError e) {
            return system.getMaxFileDescriptorCount(); // there was none left to count them with: the pool had the others just now
        }
    }

    private interface Closing {
        void close(ProcessPool pool);
    }

    /** Until it gets a signal. */
    private static void runs(Closing closing) {
        ProcessPool pool = ProcessPool.of(1);
        if (closing != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> closing.close(pool)));
        }
        ApplyResult<Integer> result = stay(pool);
        result.whenComplete((value, failure) -> System.out.println(failure == null ? "result " + value : "failed"));
        System.out.println("ready");
        while (true) {
            LockSupport.park();
        }
    }

    private static void closeSoon(ProcessPool pool) {
        pool.shutdown();
        try {
            pool.join(Duration.ofMillis(100));
        } catch (TimeoutException e) {
            System.out.println("time is over");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        pool.terminate();
        pool.close();
    }

    /** Submits a task that leaves its pid, and a mark when the gate has opened; waits until it runs. */
    private static ApplyResult<Integer> stay(ProcessPool pool) {
        Marks file = marks;
        Gate.Door wait = door;
        ApplyResult<Integer> result = pool.applyAsync(() -> {
            file.leave("pid " + ProcessHandle.current().pid());
            return passAndMark(wait, file);
        });
        tellOfFailure(result);
        file.await(1);
        return result;
    }

    /** But for that of the pool's end. */
    private static void tellOfFailure(ApplyResult<Integer> result) {
        result.whenComplete((value, failure) -> {
            if (failure != null && !(failure instanceof PoolClosedException)) {
                failure.printStackTrace();
            }
        });
    }

    private static int passAndMark(Gate.Door wait, Marks file) throws IOException {
        wait.pass();
        return mark(file);
    }

    private static int mark(Marks file) {
        file.leave("done");
        return 7;
    }

    // ---- for tests

    /** One that was started, and where its output goes. */
    record Running(Process process, Path out, Path err) implements AutoCloseable {

        String output() {
            return read(out);
        }

        String errors() {
            return read(err);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits until it has said so. */
        void awaitOutput(String text) {
            try {
                Awaitility.await("it says: " + text)
                        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .until(() -> output().contains(text));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(e.getMessage() + said(), e);
            }
        }

        int await() throws InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it is still there" + said());
            }
            return process.exitValue();
        }

        private String said() {
            return ", and has said:\n" + output() + errors();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    static Running start(String which, Marks marks, Gate gate, Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), HostProgram.class.getName(), which, marks.file(),
                gate.door().file()));
        if (which.equals("starves")) {
            command.addAll(0, List.of("sh", "-c", "ulimit -n 150; exec \"$0\" \"$@\""));
        }
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM says that it has seen it
        return new Running(builder.start(), out, err);
    }
}
