package dev.carom.tests.billiard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerOutput;
import dev.carom.error.PoolClosedException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How workers leave, and what happens to what was under way. */
@Tag("any-jdk")
class LeavingTest {
    @TempDir
    Path directory;

    @Test
    @Tag("B275")
    void workerThatLeavesInOrder_runsItsExitHookAndShutdownHooks() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = ProcessPool.builder().processes(1).maxTasksPerChild(1).spares(0)
                .onProcessExit((pid, code) -> {
                    marks.leave("exit hook " + pid + " " + code);
                    return 0;
                }).build()) {
            long pid = pool.<Long, RuntimeException>apply(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> marks.leave("shutdown hook")));
                return ProcessHandle.current().pid();
            });
            marks.await(2);
            assertThat(marks.all().subList(0, 2)).containsExactly("exit hook " + pid + " 0", "shutdown hook");
        }
    }

    @Test
    @Tag("B276")
    void recycledWorkers_leaveAtOnce_thoughTheirResultsAreLargeAndNobodyHasReadThem() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).maxTasksPerChild(1).build()) {
            List<ApplyResult<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                results.add(pool.applyAsync(() -> new byte[5 << 20]));
            }
            Waits.until("all have ended", () -> results.stream().allMatch(ApplyResult::isDone));
            List<Long> served = results.stream().map(r -> r.workerPid().orElseThrow()).toList();
            Waits.until("all who served are gone", () -> served.stream().allMatch(pid -> ProcessHandle.of(pid).isEmpty()));
            for (ApplyResult<byte[]> result : results) {
                assertThat(result.get()).hasSize(5 << 20);
            }
        }
    }

    @Test
    @Tag("B279")
    void resultThatWasWrittenBeforeTheDeath_counts() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).output(WorkerOutput.DISCARD)
                .maxRestarts(1000).build()) {
            for (int i = 0; i < 8; i++) {
                int n = i;
                ApplyResult<byte[]> large = pool.applyAsync(() -> {
                    // Dies once the result is in the channel: then the task thread waits for the next one.
                    Thread task = Thread.currentThread();
                    Thread killer = new Thread(() -> {
                        while (isInTask(task)) {
                            Thread.onSpinWait();
                        }
                        Runtime.getRuntime().halt(1);
                    });
                    killer.setDaemon(true);
                    killer.start();
                    return new byte[n << 16];
                });
                assertThat(large.get()).hasSize(n << 16);
                // It may take the next task before it is gone, and that one would rightly be lost.
                long pid = large.workerPid().orElseThrow();
                Waits.until("it is gone", () -> ProcessHandle.of(pid).isEmpty());
            }
        }
    }

    /** Until the task thread reads the channel again, which is after its result was written. */
    private static boolean isInTask(Thread task) {
        for (StackTraceElement frame : task.getStackTrace()) {
            if (frame.getClassName().endsWith(".Inbox") && frame.getMethodName().equals("take")) {
                return false;
            }
        }
        return true;
    }

    @Test
    @Tag("B291")
    void shutdown_handlesAllResults_beforeTheEnd() throws Exception {
        List<ApplyResult<Integer>> results = new ArrayList<>();
        ProcessPool pool = ProcessPool.builder().processes(2).build();
        for (int i = 0; i < 2000; i++) {
            int n = i;
            results.add(pool.applyAsync(() -> n));
        }
        pool.shutdown();
        pool.join();
        for (int i = 0; i < 2000; i++) {
            assertThat(results.get(i).isDone()).isTrue();
            assertThat(results.get(i).get()).isEqualTo(i);
        }
    }

    @Test
    @Tag("B292")
    void terminate_endsWhatIsBeingSent_toAWorkerThatDoesNotRead() throws Exception {
        ProcessPool pool = Pools.ready(ProcessPool.builder().processes(1).spares(0));
        try {
            long pid = Pools.pids(pool).get(0);
            Processes.stop(pid);
            byte[] large = new byte[30 << 20];
            ApplyResult<Integer> stuck = pool.applyAsync(() -> large.length);
            ApplyResult<Integer> behind = pool.applyAsync(() -> 1);
            pool.terminate();
            assertThatThrownBy(stuck::join).isInstanceOf(PoolClosedException.class);
            assertThatThrownBy(behind::join).isInstanceOf(PoolClosedException.class);
            pool.join(Waits.LONG);
            assertThat(ProcessHandle.of(pid)).isEmpty();
        } finally {
            pool.close();
        }
    }

    @Test
    @Tag("B290")
    void nothingThatGoesWrongInThePool_endsTheHost() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).maxRestarts(0)
                .onProcessUp(pid -> {
                    throw new IllegalStateException("of a listener");
                }).build()) {
            ApplyResult<Integer> dies = pool.applyAsync(() -> {
                Runtime.getRuntime().halt(3);
                return 0;
            });
            assertThatThrownBy(dies::join).isInstanceOf(WorkerLostException.class);
            Waits.until("the pool is broken", () -> !pool.state().takesWork());
        }
        try (ProcessPool next = ProcessPool.of(1)) {
            assertThat(next.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
        }
    }
}
