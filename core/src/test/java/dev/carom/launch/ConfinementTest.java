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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class ConfinementTest {
    private static final Launch LAUNCH =
            new Launch(List.of("/opt/jdk/bin/java", "x"), Set.of(Path.of("/opt/jdk"), Path.of("/a/b.jar")), Path.of("/tmp/p/1"), null);

    @TempDir
    Path directory;

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
        Path parent = directory.getParent();
        Sandbox sandbox = Sandbox.STRICT.alsoReadable(List.of(directory)).alsoWritable(List.of(parent));
        Launch launch = new Launch(LAUNCH.java(), LAUNCH.readable(), directory.resolve("1"), null);

        assertThat(sandbox.words(launch)).containsSubsequence(
                "--bind", "" + parent, "" + parent, "--ro-bind-try", "" + directory, "" + directory,
                "--bind", directory + "/1", directory + "/1", "--remount-ro", "/");
    }

    @Test
    void pathThatIsNotThere_isRefusedWithItsOption() {
        List<Path> missing = List.of(directory, directory.resolve("missing"));

        assertThatIllegalArgumentException().isThrownBy(() -> Sandbox.STRICT.alsoReadable(missing))
                .withMessageContaining("readable: must exist, but " + directory.resolve("missing"));
        assertThatIllegalArgumentException().isThrownBy(() -> Sandbox.STRICT.alsoWritable(missing))
                .withMessageContaining("writable: must exist, but " + directory.resolve("missing"));
    }

    /** Of several {@code --chdir} bwrap takes the last one, and warns of the others. */
    @ParameterizedTest
    @CsvSource({", /tmp", "/srv/work, /srv/work"})
    void workingDirectory_isNamedOnce(@Nullable Path asked, String inside) {
        List<String> words = Sandbox.STRICT.words(new Launch(LAUNCH.java(), Set.of(), LAUNCH.directory(), asked));

        assertThat(words).containsOnlyOnce("--chdir").containsSubsequence("--remount-ro", "/", "--chdir", inside);
    }

    @Test
    void sandbox_hasNoNetworkUnlessAllowed() {
        assertThat(Sandbox.STRICT.words()).contains("--unshare-net").doesNotContain("/etc/resolv.conf", "/etc/shadow", "/etc");
        assertThat(Sandbox.STRICT.network(true).words()).doesNotContain("--unshare-net").contains("/etc/resolv.conf");
    }
}
