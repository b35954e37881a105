package dev.carom.tests.contexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sandbox, probed from inside; and that a pool of such workers has everything that others have. */
class SandboxTest {
    private static final int SPACE = 4 << 20;

    @TempDir
    static Path directory;

    private static ProcessPool pool;

    @BeforeAll
    static void start() throws Exception {
        Path shown = Files.createDirectory(directory.resolve("shown"));
        Files.writeString(shown.resolve("file"), "x");
        Files.createDirectory(directory.resolve("open"));
        Files.writeString(directory.resolve("secret"), "x");
        pool = Pools.ready(ProcessPool.builder().processes(1).environment(java.util.Map.of("MINE", "1"))
                .launcher(Sandboxes.orSkip().temporarySpace(SPACE).readable(shown).writable(directory.resolve("open"))));
    }

    @AfterAll
    static void stop() {
        if (pool != null) {
            pool.close();
        }
    }

    @Test
    void network_isRefused() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = server.getLocalPort();
            assertThat(Probes.connect(port)).as("from here").isEqualTo("connected");

            assertThat(pool.<String, RuntimeException>apply(() -> Probes.connect(port))).contains("Exception");
            assertThat(pool.<List<String>, Exception>apply(Probes::networks)).isSubsetOf("lo");
        }
    }

    @Test
    void passwordHashesAndOtherFiles_areNotThere() throws Exception {
        for (String file : List.of("/etc/shadow", "/etc/gshadow", directory.resolve("secret").toString())) {
            assertThat(pool.<String, RuntimeException>apply(() -> Probes.read(file))).contains("NoSuchFileException");
        }
    }

    @Test
    void settingsOfTheKernel_cannotBeChanged() throws Exception {
        assertThat(pool.<String, RuntimeException>apply(() -> Probes.openToWrite("/proc/sys/kernel/core_pattern")))
                .contains("Read-only file system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/usr", "/usr/lib", "/etc", "/dev", "/dev/shm", "/var/tmp", "/proc/sys/kernel"})
    void writesOutside_areRefused(String place) throws Exception {
        assertThat(pool.<String, RuntimeException>apply(() -> Probes.writeIn(place))).contains("Exception");
    }

    @Test
    void code_cannotBeChanged() throws Exception {
        String code = Path.of(SandboxTest.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();

        assertThat(pool.<String, RuntimeException>apply(() -> Probes.read(code + "/dev/carom/tests/contexts/Probes.class")))
                .isEqualTo("read");
        assertThat(pool.<String, RuntimeException>apply(() -> Probes.writeIn(code))).contains("Read-only file system");
    }

    @Test
    void temporaryDirectory_isItsOwnAndBounded() throws Exception {
        assertThat(pool.<String, RuntimeException>apply(() -> Probes.writeIn("/tmp"))).isEqualTo("written");
        assertThat(pool.<String, Exception>apply(() -> Probes.fill("/tmp/large", SPACE + 1))).contains("No space left");
        Path outside = Files.createTempFile(Path.of("/tmp"), "carom-test", "");
        try {
            assertThat(pool.<String, RuntimeException>apply(() -> Probes.read(outside.toString()))).contains("NoSuchFile");
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void whatWasOpened_isOpen() throws Exception {
        String shown = directory.resolve("shown").toString();
        String open = directory.resolve("open").toString();

        assertThat(pool.<String, RuntimeException>apply(() -> Probes.read(shown + "/file"))).isEqualTo("read");
        assertThat(pool.<String, RuntimeException>apply(() -> Probes.writeIn(shown))).contains("Read-only file system");
        assertThat(pool.<String, RuntimeException>apply(() -> Probes.writeIn(open))).isEqualTo("written");
    }

    @Test
    void processesAndVariablesOutside_areNotSeen() throws Exception {
        assertThat(pool.<Long, RuntimeException>apply(Probes::visibleProcesses)).isLessThanOrEqualTo(3);
        assertThat(pool.<List<String>, RuntimeException>apply(Probes::variables)).contains("PATH", "MINE")
                .allMatch(name -> name.matches("PATH|PWD|LANG|LANGUAGE|LC_.*|TZ|MINE|CAROM_.*|_"));
        assertThat(pool.<String, Exception>apply(Probes::workingDirectory)).isEqualTo("/tmp");
    }

    @Test
    void capabilities_areGone() throws Exception {
        assertThat(pool.<String, Exception>apply(() -> Probes.line("/proc/self/status", "CapBnd:"))).matches("0+");
        assertThat(pool.<String, Exception>apply(() -> Probes.line("/proc/self/status", "NoNewPrivs:"))).isEqualTo("1");
    }

    @Test
    void manyTasks_areServed() throws Exception {
        List<Integer> inputs = IntStream.range(0, 5_000).boxed().toList();

        assertThat(pool.map(x -> x + 1, inputs)).hasSize(5_000).startsWith(1).endsWith(5_000);
    }

    /** Where neither control groups nor most of /proc and /etc can be read, nor anything be written but /tmp. */
    @Test
    @Tag("B009")
    void poolInside_isBuiltThoughHardlyAnythingCanBeQueried() throws Exception {
        int answer = pool.apply(() -> {
            try (ProcessPool inner = ProcessPool.of(1)) {
                return inner.<Integer, Exception>apply(() -> 42);
            }
        });

        assertThat(answer).isEqualTo(42);
    }

    @Test
    void softLimit_isRaisedInTheTask() {
        Family.awaitRaise(pool);
        Pools.awaitIdle(pool);
    }

    /** Two of the sandbox's own, the JVM, and the child of the task. */
    @Test
    @Tag("any-jdk")
    void hardLimit_takesAllThatIsInTheSandbox() {
        List<ProcessHandle> family = Family.overItsLimit(
                pool, jvm -> jvm.flatMap(ProcessHandle::parent).flatMap(ProcessHandle::parent), 4);
        Waits.until("all are gone", () -> family.stream().noneMatch(Processes::runs));
        Pools.awaitIdle(pool);
    }

    @Test
    void deathCertificate_tellsTheSignalAndHasTheCrashReport() {
        ApplyResult<Integer> result = pool.applyAsync(() -> Probes.killItself(10));
        assertThatExceptionOfType(WorkerLostException.class).isThrownBy(result::join)
                .withMessageContaining("SIGUSR1");
        Pools.awaitIdle(pool);

        ApplyResult<Integer> crashes = pool.applyAsync(() -> Probes.killItself(11));
        assertThatExceptionOfType(WorkerLostException.class).isThrownBy(crashes::join)
                .withMessageContaining("crashed in native code").withMessageContaining("SIGSEGV");
        Pools.awaitIdle(pool);

        ApplyResult<Integer> killed = pool.applyAsync(() -> Probes.stayWithChild());
        Waits.until("the task runs", killed::accepted);
        long pid = killed.workerPid().orElseThrow();
        assertThat(ProcessHandle.of(pid).orElseThrow().info().command().orElseThrow()).endsWith("/bin/java");
        killed.terminate(15);
        assertThatExceptionOfType(dev.carom.error.TerminatedException.class).isThrownBy(killed::join);
        Pools.awaitIdle(pool);
    }
}
