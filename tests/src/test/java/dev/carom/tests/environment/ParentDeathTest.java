package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host is killed by {@code kill -9}, and no worker of its outlives it. */
@Tag("any-jdk")
class ParentDeathTest {
    /** Where there is neither setsid nor setpriv, so that workers have to notice by themselves. */
    private static final Map<String, String> NO_PROGRAMS = Map.of("PATH", "/nowhere");

    @ParameterizedTest
    @ValueSource(strings = {"idle", "looping", "native", "initializing", "launching"})
    @Tag("B223")
    void workersWhateverTheyDo_goWithTheirParent(String doing) throws Exception {
        goWithTheirHost(doing, 2, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "looping", "native", "initializing"})
    @Tag("B223")
    @Tag("B225")
    @Tag("B232")
    void workersThatTheKernelDoesNotTell_noticeByThemselves(String doing) throws Exception {
        goWithTheirHost(doing, 2, NO_PROGRAMS);
    }

    @Test
    @Tag("B223")
    @Tag("B229")
    void workersOfWorkers_goToo() throws Exception {
        goWithTheirHost("nested", 4, Map.of());
    }

    @Test
    @Tag("B224")
    void stoppedWorkers_areKilledByTheKernel() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv: nothing else tells a stopped process");
        try (HostJvm host = HostJvm.start(DyingHost.class, List.of(), Map.of(), "idle")) {
            List<ProcessHandle> workers = workers(host, 2);
            for (ProcessHandle worker : workers) {
                Processes.stop(worker.pid());
            }

            host.kill();

            awaitEnd(workers);
        }
    }

    /** By a variable that workers inherit, as do those that nobody knows yet. */
    @Test
    @Tag("B167")
    void workerAndParentThatDieTogether_areReplacedByNobody() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/environ")), "needs /proc: nothing else tells whose a process is");
        String mark = UUID.randomUUID().toString();
        try (HostJvm host = HostJvm.start(DyingHost.class, List.of(), Map.of("CAROM_TEST_MARK", mark), "looping")) {
            List<ProcessHandle> workers = workers(host, 2);
            assertThat(marked(mark)).containsAll(workers);

            workers.get(0).destroyForcibly();
            host.kill();

            awaitEnd(workers);
            Waits.until("nobody is left", () -> marked(mark).isEmpty());
        }
    }

    private static List<ProcessHandle> marked(String mark) {
        return ProcessHandle.allProcesses().filter(process -> hasMark(process, mark)).filter(Processes::runs).toList();
    }

    private static boolean hasMark(ProcessHandle process, String mark) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException e) {
            return false; // it ended, or is another user's
        }
    }

    private static void goWithTheirHost(String doing, int count, Map<String, String> environment) throws Exception {
        try (HostJvm host = HostJvm.start(DyingHost.class, List.of(), environment, doing)) {
            List<ProcessHandle> workers = workers(host, count);

            host.kill();

            awaitEnd(workers);
        }
    }

    private static List<ProcessHandle> workers(HostJvm host, int count) throws Exception {
        List<ProcessHandle> workers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            workers.add(ProcessHandle.of(Long.parseLong(host.line("busy "))).orElseThrow());
        }
        assertThat(workers).doesNotHaveDuplicates().allMatch(ProcessHandle::isAlive);
        return workers;
    }

    private static void awaitEnd(List<ProcessHandle> workers) {
        Waits.until("the workers' end", () -> workers.stream().noneMatch(Processes::runs));
    }
}
