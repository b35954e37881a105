package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.carom.error.LaunchException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real workers get at their start, and what happens when there is no start. */
class ProcessLauncherTest {
    @TempDir
    Path temporary;

    @Test
    void worker_getsItsSocketAndTheSecretAndNothingMoreOnStdin() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("facts")) {
            ExitReport report = workers.run();

            assertThat(report.output())
                    .contains("args [" + workers.directory.socket(1) + "]", "secret the secret then \"\"", "end of facts");
        }
    }

    @Test
    void heapAndProcessors_areSlicedUnlessTheUserSaysOtherwise() throws Exception {
        HostLimits limits = HostLimits.current();
        try (ProcessFixture workers = ProcessFixture.sample("facts")) {
            assertThat(workers.run().output()).contains("processors " + limits.processorsOf(2));
        }
        try (ProcessFixture workers = ProcessFixture.sample("facts", "-Xmx100m", "-XX:ActiveProcessorCount=3")) {
            assertThat(workers.run().output()).contains("processors 3").anySatisfy(line ->
                    assertThat(line).startsWith("heap ").satisfies(heap ->
                            assertThat(Long.parseLong(heap.substring(5))).isBetween(90L << 20, 100L << 20)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseParallelGC", "-Xms3g", "-XX:MaxRAMPercentage=30"})
    void flagOfTheUser_isNotContradicted(String flag) throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("facts", flag)) {
            assertThat(workers.run().output()).contains("end of facts");
        }
    }

    @Test
    void propertyWithSpacesQuotesAndUnicode_arrives() throws Exception {
        String value = "two \"words\" \\ # \u00e4\u20ac";
        try (ProcessFixture workers = ProcessFixture.sample("facts", "-Dnasty=" + value, "-Dshow=nasty")) {
            assertThat(workers.run().output()).contains("nasty=" + value);
        }
    }

    @Test
    @Tag("B208")
    void environment_isInheritedAndOverridden() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample(
                "facts",
                config -> config.environment(Map.of("CAROM_TEST", "a = b", "HOME", "/nowhere")),
                "-DshowEnvironment=PATH,HOME,CAROM_TEST,JAVA_TOOL_OPTIONS")) {
            assertThat(workers.run().output()).contains(
                    "PATH=" + System.getenv("PATH"), "HOME=/nowhere", "CAROM_TEST=a = b", "JAVA_TOOL_OPTIONS=null");
        }
    }

    @Test
    @Tag("B208")
    void allowList_keepsTheRestOfTheEnvironmentOut() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample(
                "facts",
                config -> config.environmentAllowList(List.of("HOME")).environment(Map.of("CAROM_TEST", "x")),
                "-DshowEnvironment=PATH,HOME,CAROM_TEST")) {
            assertThat(workers.run().output()).contains("PATH=null", "HOME=" + System.getenv("HOME"), "CAROM_TEST=x");
        }
    }

    @Test
    void workingDirectory_isTheWorkersOwn() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("work here"));
        try (ProcessFixture workers =
                ProcessFixture.sample("facts", config -> config.workingDirectory(directory), "-Dshow=user.dir")) {
            assertThat(workers.run().output()).contains("user.dir=" + directory.toRealPath());
        }
    }

    @Test
    @Tag("B210")
    void classPathOfFiveThousandEntries_works() throws Exception {
        List<Path> classPath = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            classPath.add(temporary.resolve("a rather long name of a jar that is not there number " + i + ".jar"));
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(entry));
        }
        try (ProcessFixture workers = ProcessFixture.sample("facts", config -> config.classPath(classPath))) {
            ExitReport report = workers.run();

            assertThat(report.output()).as(report.toString()).contains("end of facts");
        }
    }

    @Test
    void worker_leadsASessionOfItsOwnUnderTheSamePid() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell("echo $$; exec sleep 1000")) {
            WorkerProcess worker = workers.launch();
            WorkerProcessTest.awaitOutput(worker, Long.toString(worker.pid()));

            assertThat(ProcFs.stat(worker.pid())).hasValueSatisfying(stat ->
                    assertThat(stat.session()).isEqualTo(worker.pid()));
        }
    }

    @Test
    @Tag("B199")
    void descriptorsOfThisProcess_areNotInherited() throws Exception {
        // Not piped into another program: for that the shell would open descriptors of its own.
        try (ProcessFixture workers = ProcessFixture.shell("ls /proc/$$/fd; echo all; exec sleep 1000")) {
            for (int i = 0; i < 4; i++) {
                WorkerProcess worker = workers.launch();
                WorkerProcessTest.awaitOutput(worker, "all");
                assertThat(worker.lastOutput()).containsExactly("0", "1", "2", "all");
            }
        }
    }

    @Test
    @Tag("B200")
    void fiftyLaunches_leaveNoDescriptorAndNoThread() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell("echo hello")) {
            workers.run();
            long before = pipes();
            for (int i = 0; i < 50; i++) {
                workers.run();
            }

            await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS)).untilAsserted(() -> {
                assertThat(pipes()).isLessThanOrEqualTo(before);
                assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.matches("carom-test-(out|err|exit)-.*"));
            });
        }
    }

    @Test
    void parentThatIsKilled_takesItsWorkersAlong() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell("echo $$; exec sleep 1000")) {
            AtomicReference<WorkerProcess> worker = new AtomicReference<>();
            Thread launching = new Thread(() -> {
                worker.set(workers.launch());
                // Only then it has asked for the signal.
                await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS))
                        .until(() -> !worker.get().lastOutput().isEmpty());
            });
            launching.start();
            launching.join();

            // The signal is tied to the thread that forked, which has ended now: as if the parent had died.
            assertThat(ProcessFixture.ended(worker.get()).exitCode()).isEqualTo(137);
        }
    }

    @Test
    void launcherOfTheUser_wrapsTheJvmInsideItsSession() throws Exception {
        List<List<String>> seen = new ArrayList<>();
        LaunchConfig.Builder config = ProcessFixture.builder().jvmArgs(List.of("-Dshow=sun.java.command")).launcher(launch -> {
            seen.add(launch.java());
            return launch.after("env", "-i", "--");
        });
        try (ProcessFixture workers = ProcessFixture.of(config)) {
            ExitReport report = workers.run();

            assertThat(report.output()).as(report.toString()).contains("end of facts");
            assertThat(seen).singleElement().satisfies(java -> assertThat(java.get(0)).endsWith("/bin/java"));
        }
    }

    @Test
    void missingJava_isALaunchExceptionThatNamesIt() {
        try (ProcessFixture workers = ProcessFixture.of(ProcessFixture.builder().javaHome(temporary))) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(workers::launch)
                    .withMessageContaining(temporary.resolve("bin/java") + " does not exist")
                    .withMessageContaining("javaHome");
        }
    }

    @Test
    void javaThatCannotBeRun_isALaunchExceptionThatNamesIt() throws Exception {
        Files.createFile(Files.createDirectory(temporary.resolve("bin")).resolve("java"));
        try (ProcessFixture workers = ProcessFixture.of(ProcessFixture.builder().javaHome(temporary))) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(workers::launch)
                    .withMessageContaining("is no program that can be run");
        }
    }

    @Test
    void missingWorkingDirectory_isALaunchExceptionThatNamesIt() {
        Path missing = temporary.resolve("missing");
        try (ProcessFixture workers = ProcessFixture.of(ProcessFixture.builder().workingDirectory(missing))) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(workers::launch)
                    .withMessageContaining("working directory " + missing);
        }
    }

    @Test
    void workingDirectoryThatIsAFile_isALaunchExceptionThatSaysSo() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        try (ProcessFixture workers = ProcessFixture.of(ProcessFixture.builder().workingDirectory(file))) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(workers::launch)
                    .withMessageContaining("its working directory " + file + " is no directory; see workingDirectory(...)");
        }
    }

    @Test
    void launcherOfTheUserThatFails_isALaunchException() {
        for (var launcher : List.<dev.carom.WorkerLauncher>of(
                launch -> List.of(), launch -> null, launch -> Arrays.asList("env", null),
                launch -> List.of("no-such-program"), launch -> {
                    throw new IllegalStateException("mine");
                })) {
            try (ProcessFixture workers = ProcessFixture.of(ProcessFixture.builder().launcher(launcher))) {
                assertThatExceptionOfType(LaunchException.class)
                        .isThrownBy(workers::launch)
                        .withMessageContaining("its WorkerLauncher (a lambda in " + getClass().getName() + ")");
            }
        }
    }

    @Test
    void programThatEndsBeforeThereIsAJvm_isNamedInTheReportWithItsLauncher() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell("echo gone fishing; exit 7")) {
            ExitReport report = workers.run();

            assertThat(report.exitCode()).isEqualTo(7);
            assertThat(report.output()).hasSize(2).first().isEqualTo("gone fishing");
            assertThat(report.output().get(1))
                    .startsWith("(carom: its WorkerLauncher (a lambda in " + ProcessFixture.class.getName() + ") started /")
                    .endsWith("/sh, which ended with exit code 7 before a worker's JVM had connected)");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "error=24, Too many open files | may open no more files: raise that limit (ulimit -n)",
        "error=23, Too many open files in system | sysctl fs.file-max",
        "error=11, Resource temporarily unavailable | no more processes and threads: raise that limit (ulimit -u",
        "error=12, Cannot allocate memory | no memory left",
        "error: 24 | ulimit -n"
    })
    void refusalOfTheSystem_namesTheLimitThatIsReached_andMayPass(String refusal, String remedy) {
        LaunchException thrown = refused("Cannot run program \"/usr/bin/java\": " + refusal);

        assertThat(thrown).hasMessageContaining(refusal).hasMessageContaining(remedy);
        assertThat(ProcessLauncher.mayPass(thrown)).isTrue();
    }

    @Test
    void refusalForAnyOtherReason_blamesNoLimit_andLasts() {
        LaunchException thrown = refused("Cannot run program \"/usr/bin/java\": error=13, Permission denied");

        assertThat(thrown).message().endsWith("error=13, Permission denied)");
        assertThat(ProcessLauncher.mayPass(thrown)).isFalse();
    }

    @Test
    void jdkThatWasReplacedUnderThisProgram_isSaidToBe_andLasts() {
        LaunchException thrown = refused("error=0, Failed to exec spawn helper: pid: 42, exit value: 1");

        assertThat(thrown).message().endsWith("start the program again");
        assertThat(ProcessLauncher.mayPass(thrown)).isFalse();
    }

    @Test
    void environmentThatTheKernelDoesNotPassOn_isNamed_andLasts() {
        LaunchConfig.Builder config = ProcessFixture.builder().environment(Map.of("LARGE", "x".repeat(200_000)));
        try (ProcessFixture workers = ProcessFixture.of(config)) {
            LaunchException thrown = catchThrowableOfType(LaunchException.class, workers::launch);

            assertThat(thrown).hasMessageContainingAll("its environment is larger", "environment(...)");
            assertThat(ProcessLauncher.mayPass(thrown)).isFalse();
        }
    }

    private static LaunchException refused(String why) {
        ProcessLauncher.Starter refusing = builder -> {
            throw new IOException(why);
        };
        try (ProcessFixture workers = ProcessFixture.of(ProcessFixture.builder(), refusing)) {
            return catchThrowableOfType(LaunchException.class, workers::launch);
        }
    }

    @Test
    void errorAfterTheFork_leavesNoProcess() {
        AtomicReference<Process> forked = new AtomicReference<>();
        ProcessLauncher.Starter failing = builder -> {
            forked.set(builder.start());
            throw new OutOfMemoryError("unable to create native thread");
        };
        LaunchConfig.Builder config = ProcessFixture.builder().jvmArgs(List.of("-Dsample=hang"));
        try (ProcessFixture workers = ProcessFixture.of(config, failing)) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(workers::launch)
                    .withMessageContaining("out of memory or threads");

            await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS)).until(() -> !forked.get().isAlive());
            assertThat(forked.get().exitValue()).isEqualTo(137);
        }
    }

    @Test
    void readyWorker_isNoTroubleWhereItsArgumentFileIsGoneAndCannotBeWrittenAgain() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("facts", config -> config.classDataDirectory(temporary))) {
            workers.run();
            Files.delete(workers.directory.path().resolve("worker.args"));
            Files.createDirectories(workers.directory.path().resolve("worker.args.new").resolve("in the way"));

            workers.launcher.ready(1); // only the making of an archive needs it
        }
    }

    @Test
    void close_killsWhatIsLeft() throws Exception {
        WorkerProcess worker;
        try (ProcessFixture workers = ProcessFixture.shell("exec sleep 1000")) {
            worker = workers.launch();
        }

        assertThat(worker.exit()).isCompleted();
    }

    /** Those of pipes, which each launch opens; class loaders open files at any time. */
    private static long pipes() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(ProcessLauncherTest::isPipe).count();
        }
    }

    private static boolean isPipe(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false; // it was closed meanwhile
        }
    }
}
