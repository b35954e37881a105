package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.ReadableCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user of this process may have no more threads and processes. */
class ThreadShortageTest {
    private static final int MOST = 90;

    @TempDir
    Path directory;

    @Test
    void poolsThatCannotStart_nameTheLimitAndLeaveNoZombie_andTheNextOneStarts() throws Exception {
        HostJvm.Run run = limited(CrowdedHost.class);

        assertThat(run.output().lines().filter(line -> line.startsWith("left with ")))
                .hasSize(CrowdedHost.MOST)
                .allSatisfy(line -> assertThat(line).contains(": [], ", "(ulimit -u, "));
        assertThat(run.output()).contains("with all of them: it works");
        assertThat(run.exitCode()).isZero();
    }

    /** As a user of its own, as the limit counts all that he has. Root has no such limit. */
    private HostJvm.Run limited(Class<?> main) throws Exception {
        assumeTrue(isRoot() && Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs root, and setpriv, to be another user");
        String user = Long.toString(20_000 + ProcessHandle.current().pid() % 20_000);
        List<String> words = List.of(
                "prlimit", "--nproc=" + MOST, "setpriv", "--reuid", user, "--regid", user, "--clear-groups");
        String code = ReadableCode.in(directory);
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> flags = List.of("-Djava.io.tmpdir=" + temporary, "-Duser.home=" + temporary);
        try (HostJvm host = HostJvm.startBehind(words, code, main, flags)) {
            return host.toItsEnd();
        }
    }

    private static boolean isRoot() throws Exception {
        Path own = Path.of("/proc/self");
        return Files.exists(own) && Files.getAttribute(own, "unix:uid").equals(0);
    }
}
