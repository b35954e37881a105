package dev.carom.tests.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerLauncher;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A user's own launcher whose process is the worker's parent rather than the worker. */
@Tag("any-jdk")
class ForkingLauncherTest {
    private static final WorkerLauncher FORKING = launch -> launch.after("sh", "-c", "\"$@\"; exit $?", "sh");
    private static final Map<Long, Integer> EXITS = new ConcurrentHashMap<>();

    private static ProcessPool pool;

    @BeforeAll
    static void start() {
        pool = Pools.ready(ProcessPool.builder().processes(1).launcher(FORKING).onProcessDown(EXITS::put));
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    void worker_isKnownByThePidOfItsJvm() throws Exception {
        long pid = pool.apply(() -> ProcessHandle.current().pid());

        assertThat(Pools.pids(pool)).containsExactly(pid);
        assertThat(pool.processHandles()).extracting(ProcessHandle::pid).containsExactly(pid);
    }

    @Test
    void signal_reachesTheJvm() {
        ApplyResult<Integer> running = pool.applyAsync(ForkingLauncherTest::stay);
        Waits.until("the task runs", running::accepted);
        long pid = running.workerPid().orElseThrow();

        running.terminate(15);

        Waits.until("its exit is known", () -> EXITS.containsKey(pid));
        assertThat(EXITS.get(pid)).isEqualTo(143);
        Pools.awaitIdle(pool);
    }

    @Test
    void kill_takesBoth() {
        ApplyResult<Integer> running = pool.applyAsync(ForkingLauncherTest::stay);
        Waits.until("the task runs", running::accepted);
        ProcessHandle jvm = ProcessHandle.of(running.workerPid().orElseThrow()).orElseThrow();
        ProcessHandle shell = jvm.parent().orElseThrow();

        running.cancel(true);

        Waits.until("both are gone", () -> !Processes.runs(jvm) && !Processes.runs(shell));
        Pools.awaitIdle(pool);
    }

    private static int stay() {
        while (Thread.currentThread().isAlive()) {
            LockSupport.park();
        }
        return 0;
    }
}
