package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The workers' processes as a pool shows them. */
@Tag("any-jdk")
class WorkerHandlesTest {

    @Test
    @Tag("B233")
    void processes_areThereWhileThePoolIs() throws Exception {
        ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2));
        List<ProcessHandle> handles = pool.processHandles();
        try (pool) {
            assertThat(handles).hasSize(2).allMatch(ProcessHandle::isAlive);
            assertThat(ProcessHandle.current().children()).containsAll(handles);
            assertThat(Pools.pids(pool)).containsExactlyInAnyOrder(handles.get(0).pid(), handles.get(1).pid());
            assertThat(pool.workers()).allSatisfy(worker -> {
                assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
                assertThat(worker.exit()).isNull();
                assertThat(worker.exitCode()).isEmpty();
            });
            assertThat(pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid()))
                    .isIn(Pools.pids(pool));
        }
        assertThat(handles).noneMatch(ProcessHandle::isAlive);
        assertThat(pool.processHandles()).isEmpty();
        assertThat(pool.workers()).extracting(WorkerInfo::pid).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"15, 143", "9, 137"})
    @Tag("B234")
    void exitCode_tellsTheSignal(int signal, int code) {
        Map<Long, Integer> exits = new ConcurrentHashMap<>();
        try (ProcessPool pool = ProcessPool.builder().processes(1).onProcessDown(exits::put).build()) {
            ApplyResult<Integer> running = pool.applyAsync(WorkerHandlesTest::stay);
            Waits.until("the task runs", running::accepted);
            long pid = running.workerPid().orElseThrow();

            running.terminate(signal);

            Waits.until("its exit is known", () -> exits.containsKey(pid));
            assertThat(exits.get(pid)).isEqualTo(code);
        }
    }

    @Test
    @Tag("B235")
    void sentinel_firesAtTheEndOfItsProcessAndNotBefore() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2))) {
            List<CompletableFuture<ProcessHandle>> sentinels = pool.processSentinels();
            assertThat(sentinels).hasSize(2).noneMatch(CompletableFuture::isDone);
            ProcessHandle victim = pool.processHandles().get(0);

            victim.destroyForcibly();

            ProcessHandle ended = (ProcessHandle) CompletableFuture.anyOf(sentinels.toArray(CompletableFuture[]::new))
                    .get(Waits.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended.pid()).isEqualTo(victim.pid());
            assertThat(sentinels).filteredOn(CompletableFuture::isDone).hasSize(1);
            Pools.awaitIdle(pool);
        }
    }

    private static int stay() {
        while (Thread.currentThread().isAlive()) {
            LockSupport.park();
        }
        return 0;
    }
}
