package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.ApplyResult;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.WorkerOutput;
import dev.carom.error.LaunchException;
import dev.carom.error.WorkerLostException;
import dev.carom.error.WorkerStartException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.LogRecords;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps workers from starting is reported by type, with what to do about it, and leaves nothing behind. */
@Tag("any-jdk")
class LaunchFailuresTest {
    @TempDir
    Path directory;

    @Test
    void missingJava_isALaunchExceptionThatNamesItAndTheOption() {
        refused(builder().javaHome(directory), directory.resolve("bin/java").toString(), "does not exist", "javaHome(...)");
    }

    @Test
    void missingWorkingDirectory_isALaunchExceptionThatNamesIt() {
        Path missing = directory.resolve("missing");

        refused(builder().workingDirectory(missing), "working directory " + missing + " does not exist");
    }

    @Test
    void launcherThatFails_isALaunchExceptionWithItsReason() {
        refused(builder().launcher(launch -> {
            throw new IllegalStateException("no more licences");
        }), "its WorkerLauncher (a lambda in " + getClass().getName() + ") failed: ", "no more licences");
    }

    @Test
    void socketThatCannotBeMade_isALaunchExceptionThatNamesItAndWhy() {
        ProcessPoolBuilder builder = builder().launcher(launch -> {
            Path first = Path.of(launch.java().get(launch.java().size() - 1));
            Path second = first.getParent().resolveSibling("2").resolve(first.getFileName());
            assertThat(second.resolve("in its place").toFile().mkdirs()).isTrue();
            return launch.java();
        });
        refused(builder, "its socket ", "/2/sock cannot be made: " + DirectoryNotEmptyException.class.getName());
    }

    @Test
    void launcherThatNamesNoProgram_isALaunchExceptionThatNamesIt() {
        refused(builder().launcher(launch -> List.of("no-such-program")), "no program no-such-program");
    }

    @Test
    @Tag("B166")
    void launchThatFailsWhileThePoolShutsDown_failsWhatWaits_andThePoolEnds() throws Exception {
        AtomicBoolean exhausted = new AtomicBoolean();
        ProcessPoolBuilder builder = builder().processes(1).launcher(launch -> {
            if (exhausted.get()) {
                throw new IllegalStateException("no more processes");
            }
            return launch.java();
        });
        try (Gate gate = Gate.shut(directory); ProcessPool pool = builder.build()) {
            Gate.Door door = gate.door();
            ApplyResult<Integer> running = pool.applyAsync(() -> {
                door.pass();
                return 1;
            });
            Waits.until("it runs", running::accepted);
            ApplyResult<Integer> waiting = pool.applyAsync(() -> 2);
            pool.shutdown();
            exhausted.set(true);

            ProcessHandle.of(running.workerPid().orElseThrow()).orElseThrow().destroyForcibly();

            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> running.get(Waits.LONG))
                    .withCauseInstanceOf(WorkerLostException.class);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(Waits.LONG))
                    .withCauseInstanceOf(LaunchException.class).withMessageContaining("no more processes");
            pool.join(Waits.LONG);
            assertThat(pool.state()).isEqualTo(PoolState.TERMINATED);
        }
    }

    @Test
    void flagThatTheJvmRefuses_breaksThePoolWithTheJvmsOwnWords() {
        try (ProcessPool pool = builder().jvmArgs("-XX:+NoSuchFlag").build()) {
            assertThatExceptionOfType(WorkerStartException.class)
                    .isThrownBy(() -> pool.apply(() -> 1))
                    .withMessageContaining("Unrecognized VM option 'NoSuchFlag'");
            assertThat(pool.state()).isEqualTo(PoolState.BROKEN);
            Waits.until("the other worker is gone too", () -> pool.processHandles().isEmpty());
        }
    }

    @Test
    void jvmWithoutThreads_isGotOver_andTheLimitIsNamed() throws Exception {
        AtomicBoolean tight = new AtomicBoolean(true);
        ProcessPoolBuilder builder = builder().processes(1).launcher(launch -> tight.getAndSet(false)
                ? List.of("sh", "-c", "echo Error occurred during initialization of VM;"
                        + " echo Cannot create VM thread. Out of system resources.; exit 1")
                : launch.java());
        try (LogRecords log = LogRecords.of("dev.carom"); ProcessPool pool = builder.build()) {
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            Waits.until("it is told of", () -> log.texts().stream().anyMatch(text -> text.contains("ulimit -u")));
            assertThat(pool.state()).isNotEqualTo(PoolState.BROKEN);
        }
    }

    @Test
    void classPathWithoutTheTask_isAnErrorThatNamesTheClassAndTheOption() throws Exception {
        try (ProcessPool pool = builder().classPath(List.of(directory)).build()) {
            assertThatExceptionOfType(dev.carom.error.TaskDecodingException.class)
                    .isThrownBy(() -> pool.apply(() -> 1))
                    .withMessageContaining(LaunchFailuresTest.class.getName())
                    .withMessageContaining("class path");
            assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
        }
    }

    @Test
    @Tag("B221")
    void temporaryDirectoryThatCannotBeUsed_isALaunchExceptionThatNamesIt() throws Exception {
        HostJvm.Run run = plainHost("-Djava.io.tmpdir=/proc/nowhere");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output())
                .contains(LaunchException.class.getName() + ": cannot create a directory for the pool in /proc/nowhere")
                .contains("let java.io.tmpdir name a directory that can be written to");
    }

    @Test
    @Tag("B221")
    void temporaryDirectoryThatTheLocaleHasNoNameFor_isALaunchExceptionThatSaysWhatHelps() throws Exception {
        assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"), "needs a locale that has such names");
        Path umlaut = Files.createDirectory(directory.resolve("\u00fc"));

        HostJvm.Run run = plainHost(Map.of("LC_ALL", "C"), "-Djava.io.tmpdir=" + umlaut);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output())
                .contains(LaunchException.class.getName() + ": cannot create a directory for the pool in")
                .contains("which java.io.tmpdir names", "LC_ALL=C.UTF-8");
    }

    @Test
    @Tag("B221")
    void homeDirectoryThatTheLocaleHasNoNameFor_isDoneWithout() throws Exception {
        assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"), "needs a locale that has such names");

        HostJvm.Run run = plainHost(Map.of("LC_ALL", "C", "XDG_CACHE_HOME", ""), "-Duser.home=/home/\u00fc");

        assertThat(run.output()).contains("answer 42");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    @Tag("B221")
    void temporaryDirectoryTooLongForASocket_isDoneWithout() throws Exception {
        Path deep = Files.createDirectories(directory.resolve("d".repeat(60)).resolve("e".repeat(60)));

        HostJvm.Run run = plainHost("-Djava.io.tmpdir=" + deep);

        assertThat(run.output()).contains("answer 42");
        assertThat(run.exitCode()).isZero();
        assertThat(deep).isEmptyDirectory();
    }

    @Test
    void programWithNoDirectMemoryForThePool_isToldSo() throws Exception {
        HostJvm.Run run = plainHost("-XX:MaxDirectMemorySize=100k");

        assertThat(run.output()).contains("LaunchException: pool pool-1 cannot be made: java.lang.OutOfMemoryError: ",
                "; this program's buffers have taken all its direct memory: raise -XX:MaxDirectMemorySize");
    }

    @Test
    void moduleOfTheJdkThatIsNotThere_isNamed_asJavaOrJlinkWantsIt() throws Exception {
        HostJvm.Run run = plainHost("--limit-modules=java.management");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).contains(LaunchException.class.getName() + ": pool pool-1 is not started",
                "are missing: jdk.management,jdk.net; start java with --add-modules jdk.management,jdk.net");
    }

    @Test
    void poolThatLacksDescriptors_leavesNoDirectory_andNoPipe() throws Exception {
        List<String> limited = List.of("sh", "-c", "ulimit -n 150; exec \"$0\" \"$@\"");
        // Without that flag the JVM itself opens a file of its control group now and then, and so has one more or less.
        List<String> flags = List.of("-XX:-UseContainerSupport", "-Djava.io.tmpdir=" + directory);
        try (HostJvm host = HostJvm.startBehind(
                limited, StarvedHost.class, flags, directory.toString())) {
            HostJvm.Run run = host.toItsEnd();

            assertThat(run.output()).contains("left with 0: [] and 0 pipes, refused: cannot create a directory", "(ulimit -n)");
            assertThat(run.output().lines().filter(line -> line.startsWith("left with ")))
                    .hasSize(StarvedHost.MOST)
                    .allMatch(line -> line.contains(": [] and 0 pipes, "));
            assertThat(run.exitCode()).isZero();
        }
    }

    /** As in containers whose {@code /proc} has processes alone. */
    @Test
    void mountsThatAreNotListed_areNotNeeded() throws Exception {
        List<String> unlisted = List.of("unshare", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c",
                "mount -t proc -o subset=pid proc /proc && exec \"$0\" \"$@\"");
        assumeTrue(succeeds(unlisted, "true"), "needs unshare, and namespaces for users");
        try (HostJvm host = HostJvm.startBehind(unlisted, PlainHost.class, List.of(), "plain")) {
            HostJvm.Run run = host.toItsEnd();

            assertThat(run.output()).contains("answer 42");
            assertThat(run.exitCode()).isZero();
        }
    }

    private static boolean succeeds(List<String> words, String program) throws InterruptedException {
        List<String> command = new ArrayList<>(words);
        command.add(program);
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // it is not there
        }
    }

    private HostJvm.Run plainHost(String flag) throws Exception {
        return plainHost(Map.of(), flag);
    }

    private HostJvm.Run plainHost(Map<String, String> environment, String flag) throws Exception {
        try (HostJvm host = HostJvm.start(PlainHost.class, List.of(flag), environment, "plain")) {
            return host.toItsEnd();
        }
    }

    private static ProcessPoolBuilder builder() {
        return ProcessPool.builder().processes(2).output(WorkerOutput.DISCARD);
    }

    /** What is thrown is not logged as well. */
    private static void refused(ProcessPoolBuilder builder, String... words) {
        try (LogRecords log = LogRecords.of("dev.carom")) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(builder::build)
                    .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
            assertThat(log.all()).isEmpty();
        }
    }
}
