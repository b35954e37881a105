package dev.carom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code carom} script, with a Maven and a Java that only say how they were called. */
@Timeout(180)
class ScriptTest {

    @TempDir
    Path directory;

    private Path home = Path.of("");
    private Path bin = Path.of("");

    @BeforeEach
    void makeProject() throws IOException {
        home = Files.createDirectories(directory.resolve("a project"));
        bin = Files.createDirectories(directory.resolve("bin"));
        Files.copy(Path.of("..", "carom"), home.resolve("carom"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        for (String sources : List.of("core/src/main", "cli/src/main")) {
            Files.createDirectories(home.resolve(sources));
        }
        for (String file : List.of("pom.xml", "core/pom.xml", "cli/pom.xml", "core/src/main/A.java")) {
            old(Files.writeString(home.resolve(file), ""));
        }
        executable("mvn", "echo \"mvn in $PWD: $*\"; [ -z \"${FAIL:-}\" ] || { echo 'BUILD FAILURE'; exit 1; };"
                + " mkdir -p cli/target/lib; touch cli/target/carom-cli.jar; echo built >>../builds");
        executable("java", "for a in \"$@\"; do echo \"[$a]\"; done; echo \"LC_CTYPE=${LC_CTYPE:-}\"");
    }

    private void executable(String name, String body) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Older than anything a build leaves. */
    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    }

    private record Ran(int status, String stdout, String stderr) {}

    private Ran run(String script, String variable, String value) throws Exception {
        return end(start(script, variable, value));
    }

    private Process start(String script, String variable, String value) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(script, "map", "a b", "--x=*").directory(directory.toFile());
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        builder.environment().remove("JAVA_HOME");
        builder.environment().put(variable, value);
        return builder.start();
    }

    private static Ran end(Process process) throws Exception {
        String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String stderr = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), stdout, stderr);
    }

    private long builds() throws IOException {
        return Files.readAllLines(home.resolveSibling("builds")).size();
    }

    @Test
    void firstRun_builds_theNextOnesDoNot_aNewerSourceDoes() throws Exception {
        Ran first = run("a project/carom", "LANG", "C.UTF-8");
        assertThat(first.status()).as(first.stderr()).isZero();
        assertThat(first.stderr().lines()).hasSize(1).first().asString().startsWith("carom: building");
        String target = home.toRealPath() + "/cli/target";
        assertThat(first.stdout().lines()).containsSubsequence("[-XX:+DisplayVMOutputToStderr]", "[-Xlog:all=warning:stderr]",
                "[-cp]", "[" + target + "/carom-cli.jar:" + target + "/lib/*]",
                "[dev.carom.cli.Main]", "[map]", "[a b]", "[--x=*]");

        Ran second = run(home.resolve("carom").toString(), "LANG", "C.UTF-8");
        assertThat(second.stderr()).isEmpty();
        assertThat(builds()).isEqualTo(1);

        Files.setLastModifiedTime(home.resolve("core/src/main/A.java"), FileTime.from(Instant.now().plusSeconds(1)));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("a project", "carom"));
        assertThat(run(link.toString(), "LANG", "C.UTF-8").stderr()).startsWith("carom: building");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void archiveOfClasses_isMadeAfterABuild_andUsedFromThenOn() throws Exception {
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        executable("javac", "");
        executable("java", "for a in \"$@\"; do echo \"[$a]\"; case $a in"
                + " -XX:DumpLoadedClassList=*) echo listed >\"${a#*=}\" ;;"
                + " -XX:SharedClassListFile=*) cat \"${a#*=}\" ;;"
                + " -XX:SharedArchiveFile=*.new) echo archive >\"${a#*=}\" ;; esac; done");
        Path archive = home.toRealPath().resolve("cli/target/carom-cli-25.0.3.jsa");

        Ran first = run("a project/carom", "LANG", "C.UTF-8");

        assertThat(first.stderr().lines()).as("nothing of what making it says").hasSize(1);
        assertThat(archive).hasContent("archive");
        List<String> use = List.of("[-XX:SharedArchiveFile=" + archive + "]", "[-Xshare:auto]", "[-Xlog:cds=off:stderr]",
                "[-Xlog:aot=off:stderr]");
        assertThat(first.stdout().lines()).containsSubsequence(use).doesNotContain("[-Xshare:dump]");
        assertThat(run("a project/carom", "LANG", "C.UTF-8").stdout().lines()).containsSubsequence(use);

        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"17\"\n");
        assertThat(run("a project/carom", "LANG", "C.UTF-8").stdout()).as("made by another JDK").doesNotContain("SharedArchiveFile");
    }

    @Test
    void directoryOfTemporaryFiles_isThatOfTheEnvironment() throws Exception {
        String temporary = Files.createDirectories(directory.resolve("my tmp")).toString();
        assertThat(run("a project/carom", "TMPDIR", temporary).stdout().lines())
                .containsSubsequence("[-Djava.io.tmpdir=" + temporary + "]", "[dev.carom.cli.Main]");
        assertThat(run("a project/carom", "TMPDIR", "").stdout()).doesNotContain("java.io.tmpdir");
    }

    @Test
    void archiveOfClasses_thatCannotBeMade_isDoneWithout() throws Exception {
        executable("java", "case \"$*\" in *SharedClassListFile*) exit 1 ;; esac; for a in \"$@\"; do echo \"[$a]\"; done");

        Ran ran = run("a project/carom", "LANG", "C.UTF-8");

        assertThat(ran.status()).as(ran.stderr()).isZero();
        assertThat(ran.stdout()).contains("[dev.carom.cli.Main]").doesNotContain("SharedArchiveFile");
    }

    @Test
    void twoAtOnce_asInAPipe_buildOnce() throws Exception {
        assumeThat(Path.of("/usr/bin/flock")).exists();
        Path gate = directory.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();
        executable("mvn", "cat ../gate; mkdir -p cli/target/lib; touch cli/target/carom-cli.jar; echo built >>../builds");
        Process first = start("a project/carom", "LANG", "C.UTF-8");
        Process second;
        try (OutputStream open = Files.newOutputStream(gate)) { // waits for the first one's build
            second = start("a project/carom", "LANG", "C.UTF-8");
            open.write('\n');
        }

        assertThat(end(first).status()).isZero();
        assertThat(end(second).status()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildThatFails_isShown() throws Exception {
        Ran ran = run("a project/carom", "FAIL", "yes");

        assertThat(ran.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ran.stdout()).isEmpty();
        assertThat(ran.stderr()).contains("-pl cli -am package -DskipTests", "BUILD FAILURE", "carom: the build failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "xx_XX.UTF-8"})
    void localeWithoutUtf8_orThatIsNotInstalled_isGivenIt(String locale) throws Exception {
        assertThat(run("a project/carom", "LC_CTYPE", locale).stdout()).contains("LC_CTYPE=C.UTF-8");
    }

    @Test
    void projectThatCannotBeWritten_isSaid() throws Exception {
        assumeThat(System.getProperty("user.name")).as("root may write anywhere").isNotEqualTo("root");
        Files.setPosixFilePermissions(home.resolve("cli"), PosixFilePermissions.fromString("r-xr-xr-x"));

        Ran ran = run("a project/carom", "LANG", "C.UTF-8");

        assertThat(ran.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ran.stderr()).startsWith("carom: " + home.toRealPath() + " cannot be written");
    }

    @Test
    void projectWhoseNameNoClassPathTakes_isSaid_andNotBuilt() throws Exception {
        Path named = Files.move(home, home.resolveSibling("at 12:30"));

        Ran ran = run("at 12:30/carom", "LANG", "C.UTF-8");

        assertThat(ran.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ran.stderr()).isEqualTo("carom: " + named.toRealPath() + " has a ':' in its name, which separates the entries"
                + " of a class path: rename it, or use a copy\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_292", "9", "11.0.2", "16-ea"})
    void javaThatIsTooOld_isSaid(String version) throws Exception {
        Files.writeString(directory.resolve("release"), "IMPLEMENTOR=\"A\"\nJAVA_VERSION=\"" + version + "\"\n");

        Ran ran = run("a project/carom", "LANG", "C.UTF-8");

        assertThat(ran.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ran.stderr()).isEqualTo("carom: " + bin + "/java is of Java " + version
                + ", but 17 or newer is needed; JAVA_HOME may name the home of one\n");
    }

    @Test
    void runtimeWithoutCompiler_buildsNothing_andRunsWhatIsBuilt() throws Exception {
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"17\"\n");

        Ran unbuilt = run("a project/carom", "LANG", "C.UTF-8");
        assertThat(unbuilt.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(unbuilt.stderr()).isEqualTo("carom: it is not built yet, and " + directory.toRealPath()
                + " is a runtime without compiler; JAVA_HOME may name a JDK\n");

        executable("javac", "");
        assertThat(run("a project/carom", "LANG", "C.UTF-8").stderr()).startsWith("carom: building");
        Files.delete(bin.resolve("javac"));
        assertThat(run("a project/carom", "LANG", "C.UTF-8").status()).isZero();
    }

    @Test
    void closedStdin_isAnEmptyOne() throws Exception {
        executable("java", "readlink /proc/self/fd/0");
        Process process = new ProcessBuilder("sh", "-c",
                        "PATH=\"$1:$PATH\"; export PATH; unset JAVA_HOME; 'a project/carom' map <&-", "sh", bin.toString())
                .directory(directory.toFile())
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("/dev/null\n");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void javaHomeThatIsWrong_isSaid() throws Exception {
        Ran ran = run("a project/carom", "JAVA_HOME", "/no/such/jdk");

        assertThat(ran.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ran.stderr()).isEqualTo("carom: there is no /no/such/jdk/bin/java;"
                + " JAVA_HOME must be the home of a JDK 17 or newer\n");
    }
}
