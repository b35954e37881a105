package dev.carom.tests.deaths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.DeathCertificate;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.WorkerExit;
import dev.carom.WorkerOutput;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker dies while it runs a task, or while it has none: who learns what, and how the pool goes on. */
@Tag("any-jdk")
@ParameterizedClass
@EnumSource(Mode.class)
final class WorkerDeathTest {
    @Parameter
    Mode mode;

    private static final int WORKERS = 2;

    private static ProcessPool pool;

    @TempDir
    private Path directory;

    /** What runs before a death leaves its process id here. */
    private Marks marks() {
        return Marks.in(directory);
    }

    @BeforeParameterizedClassInvocation
    static void start(Mode mode) {
        pool = mode.ready(ProcessPool.builder().processes(WORKERS).jvmArgs("-Xmx48m", "-XX:TieredStopAtLevel=1")
                .output(WorkerOutput.DISCARD));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        Pools.terminate(pool);
    }

    /** Whatever a test did to its workers, the pool has all of them again, and works. */
    @AfterEach
    void poolIsAsBefore() throws Exception {
        Pools.awaitIdle(pool);
        assertThat(pool.apply(() -> 42)).isEqualTo(42);
        assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
        Pools.awaitIdle(pool);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    /** Sends a signal to the process that it runs in. */
    private static void signalSelf(String name) throws Exception {
        new ProcessBuilder("sh", "-c", "kill -" + name + " $0", Long.toString(pid())).start().waitFor();
        TimeUnit.DAYS.sleep(1);
    }

    private static DeathCertificate certificate(ApplyResult<?> result) {
        ExecutionException thrown = catchThrowableOfType(ExecutionException.class, () -> result.get(Waits.LONG));
        assertThat(thrown).hasCauseInstanceOf(WorkerLostException.class);
        return ((WorkerLostException) thrown.getCause()).certificate();
    }

    /** Runs it in a worker, which dies of it. */
    private DeathCertificate deathOf(Task<?, ?> deed) {
        Marks marks = marks();
        DeathCertificate certificate = certificate(pool.applyAsync(() -> {
            marks.leave(pid());
            return deed.call();
        }));
        assertThat(marks.all()).containsExactly(Long.toString(certificate.pid()));
        return certificate;
    }

    @Test
    @Tag("B095")
    void haltInTask_isALostWorkerWithItsExitCode() {
        DeathCertificate certificate = deathOf(() -> {
            Runtime.getRuntime().halt(3);
            return null;
        });
        assertThat(certificate.exitCode()).isEqualTo(3);
        assertThat(certificate.cause()).isEqualTo(WorkerExit.EXITED);
    }

    @Test
    @Tag("B096")
    void haltWithZeroInTask_isNoSuccess() {
        DeathCertificate certificate = deathOf(() -> {
            Runtime.getRuntime().halt(0);
            return null;
        });
        assertThat(certificate.exitCode()).isZero();
        assertThat(certificate.cause()).isEqualTo(WorkerExit.EXITED);
    }

    @Test
    @Tag("B097")
    void segmentationFaultInTask_isNamed() {
        DeathCertificate certificate = deathOf(() -> {
            signalSelf("SEGV");
            return null;
        });
        assertThat(certificate.cause()).isEqualTo(WorkerExit.NATIVE_CRASH);
        assertThat(certificate.describe()).contains("SIGSEGV");
    }

    /** Java has no exception that means "exit"; one that nothing is meant to catch comes closest. */
    private static final class Leave extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    @Tag("B098")
    void errorThatMeansToLeave_failsTheTaskAndItsWorkerLivesOn() {
        List<Long> before = Pools.pids(pool);
        ApplyResult<Object> result = pool.applyAsync(() -> {
            throw new Leave();
        });
        assertThat(catchThrowableOfType(ExecutionException.class, () -> result.get(Waits.LONG)))
                .hasCauseInstanceOf(Leave.class);
        Pools.awaitIdle(pool);
        assertThat(Pools.pids(pool)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    @Tag("B099")
    void killedByItself_isReplacedByExactlyOne() {
        Set<Long> before = new HashSet<>(Pools.pids(pool));
        DeathCertificate certificate = deathOf(() -> {
            signalSelf("KILL");
            return null;
        });
        assertThat(certificate.cause()).isEqualTo(WorkerExit.SIGNALLED);
        assertThat(certificate.signal()).isEqualTo(OptionalInt.of(9));
        Pools.awaitIdle(pool);
        Set<Long> after = new HashSet<>(Pools.pids(pool));
        assertThat(after).hasSize(WORKERS).doesNotContain(certificate.pid());
        after.removeAll(before);
        assertThat(after).hasSize(1);
    }

    @Test
    @Tag("B100")
    void killedFromOutsideDuringALongTask_failsThatAtOnce() {
        Marks marks = marks();
        ApplyResult<Object> result = pool.applyAsync(() -> {
            marks.leave(pid());
            TimeUnit.DAYS.sleep(1);
            return null;
        });
        marks.await(1);
        long victim = Long.parseLong(marks.all().get(0));
        ProcessHandle.of(victim).orElseThrow().destroyForcibly();
        DeathCertificate certificate = certificate(result);
        assertThat(certificate.pid()).isEqualTo(victim);
        assertThat(certificate.describe()).contains("SIGKILL");
    }

    @Test
    @Tag("B101")
    @Tag("B111")
    void idleWorkersKilledFromOutside_costTheNextTasksNothing() throws Exception {
        List<Long> before = Pools.pids(pool);
        pool.processHandles().forEach(ProcessHandle::destroyForcibly);
        List<ApplyResult<Long>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            results.add(pool.applyAsync(WorkerDeathTest::pid));
        }
        for (ApplyResult<Long> result : results) {
            assertThat(before).doesNotContain(result.get(Waits.LONG));
        }
    }

    @Test
    @Tag("B108")
    void heapExhausted_isNamedAndTheNextTaskSucceeds() throws Exception {
        DeathCertificate certificate = deathOf(WorkerDeathTest::exhaustHeap);
        assertThat(certificate.cause()).isEqualTo(WorkerExit.HEAP_OOM);
        assertThat(certificate.describe()).contains("ran out of heap");
        assertThat(pool.applyAsync(() -> 42).get(Waits.LONG)).isEqualTo(42);
    }

    private static Object exhaustHeap() {
        List<byte[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new byte[1 << 20]);
        }
    }

    @Test
    @Tag("B109")
    void systemExitInTask_isALostWorkerThatSaysWhoCalledIt() {
        DeathCertificate certificate = deathOf(() -> {
            System.exit(5);
            return null;
        });
        assertThat(certificate.cause()).isEqualTo(WorkerExit.EXITED);
        assertThat(certificate.exitCode()).isEqualTo(5);
        assertThat(certificate.describe()).contains("System.exit called by thread");
    }

    @Test
    @Tag("B109")
    void stackOverflowInTask_isItsFailureAndNoDeath() {
        ApplyResult<Integer> result = pool.applyAsync(() -> descend(0));
        assertThat(catchThrowableOfType(ExecutionException.class, () -> result.get(Waits.LONG)))
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    private static int descend(int depth) {
        return 1 + descend(depth + 1);
    }

    @Test
    @Tag("B110")
    void heapExhaustedBesideAnotherTask_costsItsOwnWorkerOnly() throws Exception {
        Marks marks = marks();
        ApplyResult<Integer> neighbour = pool.applyAsync(() -> {
            marks.leave("began");
            marks.await(2);
            return 42;
        });
        marks.await(1);
        ApplyResult<Object> hog = pool.applyAsync(WorkerDeathTest::exhaustHeap);
        assertThat(certificate(hog).cause()).isEqualTo(WorkerExit.HEAP_OOM);
        marks.leave("go on");
        assertThat(neighbour.get(Waits.LONG)).isEqualTo(42);
    }

    @Test
    @Tag("B112")
    void deathOfAWorker_breaksNothingButItsTask() throws Exception {
        List<ApplyResult<Integer>> others = new ArrayList<>();
        ApplyResult<Object> doomed = pool.applyAsync(() -> {
            Runtime.getRuntime().halt(1);
            return null;
        });
        for (int i = 0; i < 20; i++) {
            int number = i;
            others.add(pool.applyAsync(() -> number));
        }
        assertThat(certificate(doomed).exitCode()).isEqualTo(1);
        for (int i = 0; i < others.size(); i++) {
            assertThat(others.get(i).get(Waits.LONG)).isEqualTo(i);
        }
    }
}
