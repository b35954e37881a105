package dev.carom.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.MapResult;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.error.PoolClosedException;
import dev.carom.error.RestartFreqExceededException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** terminate(), and whatever else ends before its time. */
@Tag("any-jdk")
class TerminateTest {
    @TempDir
    Path directory;

    @Test
    @Tag("B176")
    void terminate_with10_000TasksQueued_runsNoneOfThem() throws Exception {
        Marks marks = Marks.in(directory);
        ProcessPool pool = pool(2);
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            MapResult<Integer> results = pool.mapAsync(
                    i -> mark(marks, door, i), IntStream.range(0, 10_000).boxed().toList(),
                    TaskOptions.<List<Integer>>defaults().chunkSize(1));
            marks.await(2);

            pool.terminate();
            pool.join(Waits.LONG);

            assertThatThrownBy(results::join).isExactlyInstanceOf(PoolClosedException.class);
        }
        assertThat(marks.count()).isEqualTo(2);
    }

    private static int mark(Marks marks, Gate.Door door, int i) throws IOException {
        marks.leave(i);
        door.pass();
        return i;
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B184")
    void terminate_killsWhatRuns_andIsHarmlessWhenRepeated(Mode mode) throws Exception {
        ProcessPool pool = pool(mode, 1);
        List<ProcessHandle> workers = pool.processHandles();
        ApplyResult<Integer> running = pool.applyAsync(TerminateTest::forEver);
        Waits.until("it runs", running::accepted);

        pool.terminate();

        assertThatThrownBy(running::join)
                .isExactlyInstanceOf(PoolClosedException.class)
                .hasMessageContaining("terminate() was called");
        assertThatThrownBy(() -> pool.applyAsync(() -> 1)).isExactlyInstanceOf(PoolClosedException.class);
        pool.terminate();
        pool.join();
        pool.terminate();
        pool.shutdown();
        pool.close();
        assertThat(workers).hasSize(1).noneMatch(ProcessHandle::isAlive);
        assertThat(pool.state()).isEqualTo(PoolState.TERMINATED);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B184")
    void terminate_ofATaskThatRuns_doesNotSayThatARetryIsSafe(Mode mode) throws Exception {
        ProcessPool pool = pool(mode, 1);
        ApplyResult<Integer> running = pool.applyAsync(TerminateTest::forEver);
        Waits.until("it runs", running::accepted);
        ApplyResult<Integer> waiting = pool.applyAsync(() -> 1);

        Pools.terminate(pool);

        assertThatThrownBy(running::join).isInstanceOfSatisfying(PoolClosedException.class, e -> {
            assertThat(e.retryIsSafe()).isFalse();
            assertThat(e).hasMessageStartingWith("the task may have begun, and did not end: terminate() was called");
        });
        assertThatThrownBy(waiting::join).isInstanceOfSatisfying(PoolClosedException.class, e -> {
            assertThat(e.retryIsSafe()).isTrue();
            assertThat(e).hasMessageStartingWith("the task did not begin: terminate() was called");
        });
    }

    @Test
    @Tag("B184")
    void terminateOfAPoolThatIsNotReady_endsIt() throws Exception {
        ProcessPool pool = ProcessPool.builder().processes(2).build();
        ApplyResult<Integer> result = pool.applyAsync(() -> 1);

        Pools.terminate(pool);

        assertThat(result.isDone()).isTrue();
        assertThat(pool.workers()).isEmpty();
    }

    @Test
    @Tag("B184")
    void terminateOfABrokenPool_endsIt() throws Exception {
        ProcessPool pool = ProcessPool.builder().processes(1).maxRestarts(0).output(WorkerOutput.DISCARD).build();
        pool.applyAsync(() -> {
            Runtime.getRuntime().halt(1);
            return 0;
        });
        Waits.until("broken", () -> pool.state() == PoolState.BROKEN);

        assertThatThrownBy(() -> pool.applyAsync(() -> 1)).isExactlyInstanceOf(RestartFreqExceededException.class);
        Pools.terminate(pool);

        assertThat(pool.state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    @Tag("B185")
    void terminate_with100LongTasks_endsEachWithAnErrorOfItsOwn() throws Exception {
        ProcessPool pool = pool(2);
        List<ApplyResult<Integer>> results =
                IntStream.range(0, 100).mapToObj(i -> pool.applyAsync(TerminateTest::forEver)).toList();
        Waits.until("two run", () -> results.stream().filter(ApplyResult::accepted).count() == 2);

        pool.terminate();

        for (ApplyResult<Integer> result : results) {
            assertThatThrownBy(() -> result.get(Waits.LONG)).cause().isExactlyInstanceOf(PoolClosedException.class);
        }
        pool.join(Waits.LONG);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B117")
    void closing_withFullPipesAndStoppedWorkers_doesNotBlock(Mode mode) throws Exception {
        ProcessPool pool = pool(mode, 2);
        for (long pid : Pools.pids(pool)) {
            Processes.stop(pid);
        }
        byte[] large = new byte[4 << 20];
        List<ApplyResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            results.add(pool.applyAsync(() -> large.length));
        }

        pool.terminate();
        pool.join(Waits.LONG);

        assertThat(results).allMatch(ApplyResult::isDone);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B117")
    void closing_withLargeTasksQueuedAndWorkersJustKilled_finishesThem(Mode mode) throws Exception {
        ProcessPool pool = pool(mode, 2);
        byte[] large = new byte[4 << 20];
        List<ApplyResult<Integer>> results = new ArrayList<>();
        pool.processHandles().forEach(ProcessHandle::destroyForcibly);
        for (int i = 0; i < 10; i++) {
            results.add(pool.applyAsync(() -> large.length));
        }
        pool.close();

        assertThat(results).allMatch(ApplyResult::isDone);
        // What was accepted by a worker that died then is lost; all else went to another one.
        assertThat(results.stream().filter(ApplyResult::successful).count()).isGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B126")
    void callThatIsInterrupted_takesItsWorkerAway_andTheNextIsServed(Mode mode) throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = pool(mode, 1)) {
            long worker = Pools.pids(pool).get(0);
            CountDownLatch interrupted = new CountDownLatch(1);
            Thread caller = new Thread(() -> {
                try {
                    pool.apply(() -> markAndStay(marks));
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            caller.start();
            marks.await(1);

            caller.interrupt();

            assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
            caller.join();
            Waits.until("the worker is gone", () -> ProcessHandle.of(worker).isEmpty());
            assertThat(pool.apply(() -> ProcessHandle.current().pid())).isNotEqualTo(worker);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B126")
    void closeThatIsInterrupted_terminates(Mode mode) throws Exception {
        Marks marks = Marks.in(directory);
        ProcessPool pool = pool(mode, 1);
        ApplyResult<Integer> result = pool.applyAsync(() -> markAndStay(marks));
        marks.await(1);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread closer = new Thread(() -> {
            pool.close();
            flag.complete(Thread.currentThread().isInterrupted());
        });
        closer.start();
        Waits.until("shut down", () -> pool.state() == PoolState.SHUTDOWN);

        closer.interrupt();

        assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(result::join).isExactlyInstanceOf(PoolClosedException.class);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void iterationOfAPoolThatIsTerminated_ends(Mode mode) throws Exception {
        ProcessPool pool = pool(mode, 1);
        var results = pool.imap(x -> x == 1 ? x : forEver(), List.of(1, 2, 3));
        assertThat(results.next()).isEqualTo(1);

        Pools.terminate(pool);

        assertThatThrownBy(results::next).isInstanceOfAny(PoolClosedException.class, CancellationException.class);
    }

    private static int markAndStay(Marks marks) {
        marks.leave("here");
        return forEver();
    }

    private static int forEver() {
        while (true) {
            LockSupport.park();
        }
    }

    private static ProcessPool pool(int processes) {
        return pool(Mode.OWN_THREADS, processes);
    }

    private static ProcessPool pool(Mode mode, int processes) {
        return mode.ready(ProcessPool.builder().processes(processes).output(WorkerOutput.DISCARD));
    }
}
