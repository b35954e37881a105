package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ProcessPool;
import dev.carom.WorkerExit;
import dev.carom.WorkerOutput;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker gets from its parent, and what its parent gets from it beside results. */
class WorkerEnvironmentTest {
    @TempDir
    Path directory;

    @Test
    @Tag("B208")
    @Tag("B209")
    @Tag("B222")
    void whatThePoolSets_isThereForTheInitializerAndForTasks() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .environment(Map.of("CAROM_TEST", "ours", "HOME", "/elsewhere"))
                .workingDirectory(directory)
                .jvmArgs("-Dcarom.test=a b", "-Xmx96m", "-XX:ActiveProcessorCount=3")
                .initializer(() -> {
                    marks.leave(System.getenv("CAROM_TEST") + " " + System.getProperty("carom.test"));
                    return null;
                })
                .build()) {
            assertThat(pool.<List<String>, RuntimeException>apply(() -> List.of(
                            System.getenv("CAROM_TEST"), System.getenv("HOME"), System.getProperty("carom.test"),
                            Path.of("").toAbsolutePath().toString(),
                            String.valueOf(Runtime.getRuntime().maxMemory() <= 96 << 20),
                            String.valueOf(Runtime.getRuntime().availableProcessors()))))
                    .containsExactly("ours", "/elsewhere", "a b", directory.toRealPath().toString(), "true", "3");
            assertThat(pool.<String, RuntimeException>apply(() -> System.getenv("PATH"))).isEqualTo(System.getenv("PATH"));
            assertThat(pool.<Integer, IOException>apply(() -> System.in.read())).isEqualTo(-1);
        }
        assertThat(marks.all()).containsExactly("ours a b");
    }

    /** No worker started. */
    @ParameterizedTest
    @ValueSource(strings = {"no-such", "no such"})
    void encodingThatTheJvmDoesNotKnow_isPassedOverAsTheJvmDoes(String name) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).classDataArchive(false)
                .jvmArgs("-Dstdout.encoding=" + name, "-Dsun.stdout.encoding=" + name).build()) {
            int answer = pool.apply(() -> 42);
            assertThat(answer).isEqualTo(42);
        }
    }

    @Test
    @Tag("B211")
    void mainOfTheHost_runsOnce() throws Exception {
        try (HostJvm host = HostJvm.start(PlainHost.class, List.of(), Map.of(), "unguarded")) {
            HostJvm.Run run = host.toItsEnd();

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output().lines()).containsOnlyOnce("main runs").contains("answer 42");
        }
    }

    @Test
    @Tag("B227")
    @Tag("any-jdk")
    void poolInAStaticFieldOfTheClassThatItRuns_endsWithAnExplanation() throws Exception {
        try (HostJvm host = HostJvm.start(SelfmadeHost.class, List.of(), Map.of())) {
            HostJvm.Run run = host.toItsEnd();

            assertThat(run.exitCode()).as(run.output()).isOne();
            assertThat(run.output()).contains("it would be inside of 5 others", "make it in main")
                    .contains("the static initializer of " + SelfmadeHost.class.getName(), "make the pool in main");
        }
    }

    @Test
    @Tag("B212")
    void taskThatClosesItsStreams_succeedsAndLeavesAWorkingWorker() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).build()) {
            long before = pool.<Long, RuntimeException>apply(() -> {
                System.out.close();
                System.err.close();
                System.out.println("to nobody");
                return ProcessHandle.current().pid();
            });

            assertThat(pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid())).isEqualTo(before);
            pool.shutdown();
            pool.join();
        }
    }

    @Test
    @Tag("B212")
    void taskThatClosesItsStreams_leavesThemToThoseAfterIt() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).jvmArgs("-Xmx64m").build()) {
            pool.run(() -> {
                System.out.close();
                System.err.close();
            });

            WorkerLostException lost = catchThrowableOfType(WorkerLostException.class, () -> pool.run(() -> {
                System.out.println("still heard");
                System.err.println("on both");
                System.out.println(new long[Integer.MAX_VALUE].length);
            }));

            assertThat(lost.certificate().cause()).isEqualTo(WorkerExit.HEAP_OOM);
            assertThat(lost.certificate().output()).contains("still heard", "on both");
        }
    }

    @Test
    @Tag("B212")
    @Tag("any-jdk")
    void hostWhoseOutputNobodyReads_endsWell() throws Exception {
        try (HostJvm host = HostJvm.start(PlainHost.class, List.of(), Map.of(), "talkative")) {
            host.line("ready");
            host.stopListening();
            host.letGo();

            assertThat(host.exitCode()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 8, 255})
    @Tag("B215")
    @Tag("B214")
    @Tag("any-jdk")
    void exitOfATask_isReportedWithItsCodeAndItsLastWords(int code) {
        try (ProcessPool pool = ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).build()) {
            assertThatExceptionOfType(WorkerLostException.class).isThrownBy(() -> pool.apply(() -> {
                System.err.println("last words");
                System.exit(code);
                return null;
            })).satisfies(lost -> {
                assertThat(lost.certificate().exitCode()).isEqualTo(code);
                assertThat(lost.certificate().cause()).isEqualTo(WorkerExit.EXITED);
                assertThat(lost.certificate().output()).contains("last words");
            });
        }
    }

    @Test
    @Tag("B216")
    @Tag("B217")
    void orderlyExit_runsShutdownHooksAndWaitsForNoThread() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = ProcessPool.of(1)) {
            pool.apply(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> marks.leave("hook")));
                new Thread(WorkerEnvironmentTest::stay).start();
                return null;
            });
        }
        assertThat(marks.all()).containsExactly("hook");
    }

    private static void stay() {
        while (Thread.currentThread().isAlive()) {
            LockSupport.park();
        }
    }

    @Test
    @Tag("B218")
    void nativeCrash_comesWithTheReportOfTheJvm() {
        try (ProcessPool pool = ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).build()) {
            assertThatExceptionOfType(WorkerLostException.class).isThrownBy(() -> pool.apply(() -> {
                new ProcessBuilder("kill", "-SEGV", Long.toString(ProcessHandle.current().pid())).start().waitFor();
                stay();
                return null;
            })).satisfies(lost -> {
                assertThat(lost.certificate().cause()).isEqualTo(WorkerExit.NATIVE_CRASH);
                assertThat(lost.certificate().crashReport()).contains("SIGSEGV");
            });
        }
    }

    @Test
    @Tag("B219")
    @Tag("any-jdk")
    void manyThreadsInTheHost_doNotDisturbAStart() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Thread thread = new Thread(() -> {
                while (done.getCount() > 0) {
                    synchronized (done) {
                        Thread.yield();
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        try (ProcessPool pool = ProcessPool.of(2)) {
            Pools.awaitIdle(pool);
        } finally {
            done.countDown();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    @Tag("B247")
    void secretOfTheChannel_isNowhereInTheWorker() throws Exception {
        try (ProcessPool pool = ProcessPool.of(1)) {
            List<String> seen = pool.apply(() -> List.of(
                    Files.readString(Path.of("/proc/self/cmdline")),
                    Files.readString(Path.of("/proc/self/environ")),
                    System.getProperties().toString()));

            assertThat(String.join("\n", seen)).doesNotContainPattern("[0-9a-f]{64}");
        }
    }
}
