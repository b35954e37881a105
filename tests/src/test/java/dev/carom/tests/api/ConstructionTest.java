package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import dev.carom.error.LaunchException;
import dev.carom.error.TaskDecodingException;
import dev.carom.error.TaskEncodingException;
import dev.carom.tests.support.Pools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConstructionTest {

    @Test
    @Tag("B001")
    @Tag("B005")
    void newPool_hasAllItsWorkersBeforeAnyTask() {
        try (ProcessPool pool = ProcessPool.of(3)) {
            assertThat(pool.workers()).hasSize(3);
            assertThat(pool.processHandles()).hasSize(3);
            assertThat(Pools.pids(pool)).doesNotHaveDuplicates().allMatch(pid -> pid > 0);
            assertThat(pool.processes()).isEqualTo(3);
            assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
            assertThat(pool.didStartOk()).isTrue();
            Pools.awaitIdle(pool);
            assertThat(pool.workers()).extracting(WorkerInfo::state).containsOnly(WorkerState.IDLE);
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @Test
    void spares_areBesideTheWorkers() {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(1).spares(2))) {
            assertThat(pool.workers()).hasSize(3);
            assertThat(pool.workers()).filteredOn(WorkerInfo::spare).hasSize(2);
            assertThat(pool.processes()).isEqualTo(1);
        }
    }

    @Test
    void oneBuilder_buildsSeveralPools() {
        var builder = ProcessPool.builder().processes(1);
        try (ProcessPool first = builder.build();
                ProcessPool second = builder.build()) {
            assertThat(Pools.pids(first)).doesNotContainAnyElementsOf(Pools.pids(second));
        }
    }

    /** That nothing is left is for the leak check to say. */
    @Test
    @Tag("B006")
    void workerThatCannotBeStarted_takesTheOthersBackAndThrows() {
        AtomicInteger launches = new AtomicInteger();
        var builder = ProcessPool.builder().processes(4).launcher(launch -> {
            List<String> command = new ArrayList<>(launch.java());
            if (launches.incrementAndGet() == 3) {
                command.set(0, "/no/such/java");
            }
            return command;
        });
        assertThatThrownBy(builder::build)
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("/no/such/java");
        assertThat(launches.get()).isBetween(3, 4);
    }

    @Test
    @Tag("B006")
    void launcherThatThrows_takesTheOthersBackAndIsTheCause() {
        AtomicInteger launches = new AtomicInteger();
        IllegalStateException cause = new IllegalStateException("no more seats");
        var builder = ProcessPool.builder().processes(2).launcher(launch -> {
            if (launches.incrementAndGet() > 1) {
                throw cause;
            }
            return launch.java();
        });
        assertThatThrownBy(builder::build)
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("no more seats")
                .hasRootCause(cause);
    }

    @Test
    @Tag("B013")
    void defaultSize_isWhatTheJvmMayUse() throws Exception {
        assertThat(ProcessPool.cpuCount()).isEqualTo(Runtime.getRuntime().availableProcessors());
        try (ProcessPool pool = ProcessPool.builder().processes(1).jvmArgs("-XX:ActiveProcessorCount=3").build()) {
            int seenInWorker = pool.apply(() -> ProcessPool.cpuCount());
            assertThat(seenInWorker).isEqualTo(3);
        }
    }

    @Test
    @Tag("B014")
    void poolInATask_isRefusedWithThePathToIt() {
        try (ProcessPool pool = ProcessPool.of(1)) {
            assertThatThrownBy(() -> pool.applyAsync(() -> pool.processes()))
                    .isInstanceOf(TaskEncodingException.class)
                    .hasMessageContaining("ProcessPool is not Serializable")
                    .hasMessageContaining("path: lambda -> ");
        }
    }

    @Test
    void initializerThatCannotBeEncoded_isRefusedByBuild() {
        Object lock = new Object();
        assertThatThrownBy(() -> ProcessPool.builder().processes(1).initializer(() -> lock.hashCode()).build())
                .isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("java.lang.Object is not Serializable");
    }

    @Test
    void classPathWithoutTheTasksCode_makesTheTaskFailAlone() throws Exception {
        Path core = Path.of(ProcessPool.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (ProcessPool pool = ProcessPool.builder().processes(1).classPath(List.of(core)).build()) {
            List<Long> before = Pools.pids(pool);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> pool.apply(() -> 1))
                        .isInstanceOf(TaskDecodingException.class)
                        .hasMessageContaining("ClassNotFoundException")
                        .hasMessageContaining("ConstructionTest")
                        .hasMessageContaining("class path");
            }
            assertThat(Pools.pids(pool)).isEqualTo(before);
        }
    }

    @Test
    void pool_printsItsNameItsStateAndWhatIsToBeDone() {
        ProcessPool pool = ProcessPool.builder().name("mine").processes(1).build();
        assertThat(pool).hasToString("ProcessPool[mine, RUNNING, 1 process, 0 tasks unfinished]");
        pool.close();
        assertThat(pool.toString()).contains("mine, TERMINATED");
    }
}
