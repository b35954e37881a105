package dev.carom.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carom.WorkerLauncher.Launch;
import dev.carom.error.LaunchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ConfinementTest {
    private static final Launch LAUNCH =
            new Launch(List.of("/opt/jdk/bin/java", "x"), Set.of(Path.of("/opt/jdk"), Path.of("/a/b.jar")), Path.of("/tmp/p/1"), null);

    @Test
    void trusted_runsTheJvmAsItIs() {
        assertThat(Confinement.trusted().command(LAUNCH)).isEqualTo(LAUNCH.java());
        assertThat(Confinement.trusted().isolates()).isFalse();
        assertThat(Confinement.trusted().inheritedVariables()).isNull();
    }

    @Test
    void limits_standBeforeTheJvm() {
        assertThat(Confinement.limited().command(LAUNCH)).containsExactly("prlimit", "--nofile=1024", "--core=0",
                "--fsize=1073741824", "nice", "-n", "5", "/opt/jdk/bin/java", "x");
        assertThat(Confinement.trusted().cpuTime(Duration.ofSeconds(9)).command(LAUNCH)).startsWith("prlimit", "--cpu=9:14");
    }

    @Test
    void impossibleValue_isRefusedWithTheRule() {
        Confinement trusted = Confinement.trusted();
        assertThatIllegalArgumentException().isThrownBy(() -> trusted.nice(-1)).withMessage("nice must be 0 to 19, but is -1");
        assertThatIllegalArgumentException().isThrownBy(() -> trusted.openFiles(63)).withMessageContaining("64 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> trusted.coreSize(-1)).withMessageContaining("0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> trusted.fileSize(5)).withMessageContaining("1048576 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> trusted.cpuTime(Duration.ofMillis(1500)))
                .withMessageContaining("whole seconds");
        assertThatIllegalArgumentException().isThrownBy(() -> trusted.user("no such user"))
                .withMessageContaining("must name a user");
    }

    @Test
    void limitAboveWhatIsAllowed_isRefusedAtOnce() {
        // Beyond what the kernel lets anybody have, fs.nr_open.
        assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> Confinement.trusted().openFiles(Integer.MAX_VALUE))
                .withMessageContaining("prlimit failed").withMessageContaining("ulimit");
    }

    @Test
    void openingOfASandboxThatIsNotThere_isRefused() {
        assertThatIllegalStateException().isThrownBy(() -> Confinement.limited().readable(Path.of("/")))
                .withMessageContaining("begin with sandboxed()");
    }

    @Test
    void sandbox_showsWhatLiesDeeperOnTopOfWhatLiesAboveIt() {
        Sandbox sandbox = Sandbox.STRICT.alsoReadable(List.of(Path.of("/tmp/p"))).alsoWritable(List.of(Path.of("/")));

        assertThat(sandbox.words(LAUNCH)).containsSubsequence(
                "--bind", "/", "/", "--ro-bind-try", "/tmp/p", "/tmp/p", "--bind", "/tmp/p/1", "/tmp/p/1", "--remount-ro", "/");
    }

    @Test
    void sandbox_hasNoNetworkUnlessAllowed() {
        assertThat(Sandbox.STRICT.words()).contains("--unshare-net").doesNotContain("/etc/resolv.conf", "/etc/shadow", "/etc");
        assertThat(Sandbox.STRICT.network(true).words()).doesNotContain("--unshare-net").contains("/etc/resolv.conf");
    }
}
