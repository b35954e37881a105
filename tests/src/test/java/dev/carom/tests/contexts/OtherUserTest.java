package dev.carom.tests.contexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carom.ProcessPool;
import dev.carom.error.LaunchException;
import dev.carom.launch.Confinement;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.ReadableCode;
import dev.carom.tests.support.Waits;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that run as another user. */
@Tag("any-jdk")
class OtherUserTest {
    static final String USER = "nobody";

    @TempDir
    static Path directory;

    private static List<Path> code;
    private static ProcessPool pool;

    @BeforeAll
    static void start() throws Exception {
        Confinement other = otherUserOrSkip();
        code = Stream.of(ReadableCode.in(directory).split(File.pathSeparator)).map(Path::of).toList();
        pool = Pools.ready(ProcessPool.builder().processes(1).launcher(other).classPath(code));
    }

    @AfterAll
    static void stop() {
        if (pool != null) {
            pool.close();
        }
    }

    /** Skips the test, with the reason, where this JVM may not start processes as another user. */
    static Confinement otherUserOrSkip() {
        try {
            return Confinement.limited().user(USER);
        } catch (LaunchException e) {
            System.err.println("SKIPPED: " + e.getMessage());
            return abort(e.getMessage());
        }
    }

    @Test
    void worker_isThatUserAndNobodyElse() throws Exception {
        int uid = (Integer) Files.getAttribute(Files.createFile(directory.resolve("owned")), "unix:uid");

        String uids = pool.<String, Exception>apply(() -> Probes.line("/proc/self/status", "Uid:"));

        assertThat(uids.split("\\s+")).hasSize(4).containsOnly(uids.split("\\s+")[0]).doesNotContain(Integer.toString(uid));
        assertThat(pool.<String, Exception>apply(() -> Probes.line("/proc/self/status", "NoNewPrivs:"))).isEqualTo("1");
        assertThat(pool.<String, Exception>apply(() -> Probes.line("/proc/self/status", "CapEff:"))).matches("0+");
    }

    @Test
    void filesOfOthers_areRefused() throws Exception {
        String here = directory.toString();

        assertThat(pool.<String, RuntimeException>apply(() -> Probes.read("/etc/shadow"))).contains("AccessDenied");
        assertThat(pool.<String, RuntimeException>apply(() -> Probes.writeIn(here))).contains("AccessDenied");
        assertThat(pool.<List<String>, RuntimeException>apply(Probes::variables)).doesNotContain("HOME");
    }

    @Test
    void limits_work() throws Exception {
        Family.awaitRaise(pool);
        Pools.awaitIdle(pool);
        List<ProcessHandle> family = Family.overItsLimit(pool, jvm -> jvm, 2);
        Waits.until("all are gone", () -> family.stream().noneMatch(Processes::runs));
        Pools.awaitIdle(pool);
    }

    @Test
    void heMayBeInASandboxToo() throws Exception {
        Confinement both = Sandboxes.orSkip().user(USER);
        try (ProcessPool confined = ProcessPool.builder().processes(1).launcher(both).classPath(code).build()) {
            assertThat(confined.<String, Exception>apply(() -> Probes.line("/proc/self/status", "Uid:"))).doesNotStartWith("0");
            assertThat(confined.<String, Exception>apply(() -> Probes.read("/etc/shadow"))).contains("NoSuchFile");
        }
    }

    @Test
    void codeThatHeCannotRead_isNamed() throws Exception {
        Path hidden = Files.createDirectory(directory.resolve("private"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        Path jar = Files.createFile(hidden.resolve("mine.jar"));

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> ProcessPool.builder().processes(1).launcher(Confinement.limited().user(USER))
                        .classPath(Stream.concat(code.stream(), Stream.of(jar)).toList()).build().close())
                .withMessageContaining("user nobody cannot read " + directory);
    }
}
