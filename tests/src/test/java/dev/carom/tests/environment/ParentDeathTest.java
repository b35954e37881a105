package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host is killed by {@code kill -9}, and no worker of its outlives it. */
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
                new ProcessBuilder("kill", "-STOP", Long.toString(worker.pid())).start().waitFor();
            }
            Waits.until("workers stopped", () -> workers.stream().allMatch(worker -> Processes.state(worker) == 'T'));

            host.kill();

            awaitEnd(workers);
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
