package dev.carom.tests.deaths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.DeathCertificate;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerExit;
import dev.carom.WorkerInfo;
import dev.carom.WorkerOutput;
import dev.carom.WorkerState;
import dev.carom.error.PoisonTaskException;
import dev.carom.error.TerminatedException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Waits;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a worker that died, and what becomes of its task. */
class CertificateTest {
    @TempDir
    Path directory;

    private static ProcessPoolBuilder quiet() {
        return ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD);
    }

    private static DeathCertificate certificateOf(ProcessPool pool, Task<Integer, ?> task) throws Exception {
        ApplyResult<Integer> result = pool.applyAsync(task);
        WorkerLostException failure = catchThrowableOfType(WorkerLostException.class, result::join);
        DeathCertificate certificate = failure.certificate();
        assertThat(certificate.pid()).isEqualTo(result.workerPid().orElseThrow());
        assertThat(failure.pid()).isEqualTo(certificate.pid());
        assertThat(certificate.attempt()).isEqualTo(1);
        assertThat(failure).hasMessage(certificate.describe());
        assertThat(pool.<Integer, RuntimeException>apply(() -> 42)).as("the next task").isEqualTo(42);
        return certificate;
    }

    private static void kill(int signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(ProcessHandle.current().pid())).start().waitFor();
        Thread.sleep(60_000);
    }

    @Test
    @Tag("any-jdk")
    void sigkill_isNamed_withTheHintAtTheKernel() throws Exception {
        try (ProcessPool pool = quiet().build()) {
            DeathCertificate certificate = certificateOf(pool, () -> {
                kill(9);
                return 0;
            });
            assertThat(certificate.cause()).isIn(WorkerExit.SIGNALLED, WorkerExit.KERNEL_OOM);
            assertThat(certificate.exitCode()).isEqualTo(137);
            assertThat(certificate.signal()).hasValue(9);
            assertThat(certificate.describe()).contains("SIGKILL").contains("out-of-memory killer");
        }
    }

    @Test
    void nativeCrash_carriesTheHeadOfTheJvmsReport() throws Exception {
        try (ProcessPool pool = quiet().build()) {
            DeathCertificate certificate = certificateOf(pool, () -> {
                kill(11);
                return 0;
            });
            assertThat(certificate.cause()).isEqualTo(WorkerExit.NATIVE_CRASH);
            assertThat(certificate.crashReport()).contains("SIGSEGV");
        }
    }

    @Test
    void systemExit_saysWhoCalledIt() throws Exception {
        try (ProcessPool pool = quiet().build()) {
            for (int code : List.of(0, 7, 137, 139, 143)) {
                DeathCertificate certificate = certificateOf(pool, () -> {
                    System.exit(code);
                    return 0;
                });
                assertThat(certificate.cause()).isEqualTo(WorkerExit.EXITED);
                assertThat(certificate.exitCode()).isEqualTo(code);
                assertThat(certificate.signal()).isEmpty();
                assertThat(String.join("\n", certificate.output()))
                        .contains("System.exit called by thread 'carom-task'").contains(CertificateTest.class.getName());
            }
        }
    }

    @Test
    @Tag("any-jdk")
    void halt_isAnExit() throws Exception {
        try (ProcessPool pool = quiet().build()) {
            for (int code : List.of(0, 1)) {
                DeathCertificate certificate = certificateOf(pool, () -> {
                    Runtime.getRuntime().halt(code);
                    return 0;
                });
                assertThat(certificate.cause()).isEqualTo(WorkerExit.EXITED);
                assertThat(certificate.exitCode()).isEqualTo(code);
            }
        }
    }

    @Test
    void exhaustedHeap_isToldFromOtherDeaths() throws Exception {
        try (ProcessPool pool = quiet().jvmArgs("-Xmx64m").build()) {
            DeathCertificate certificate = certificateOf(pool, () -> {
                List<byte[]> all = new ArrayList<>();
                while (all.size() < 1_000_000) {
                    all.add(new byte[1 << 20]);
                }
                return all.size();
            });
            assertThat(certificate.cause()).isEqualTo(WorkerExit.HEAP_OOM);
            assertThat(certificate.describe()).contains("ran out of heap").contains("-Xmx");
        }
    }

    @Test
    void exhaustedMetaspace_isNotTakenForTheHeap() throws Exception {
        try (ProcessPool pool = quiet().jvmArgs("-XX:MaxMetaspaceSize=64m").build()) {
            DeathCertificate certificate = certificateOf(pool, () -> {
                List<Class<?>> all = new ArrayList<>();
                while (all.size() < 10_000_000) {
                    all.add(new Classes().another());
                }
                return all.size();
            });
            assertThat(certificate.cause()).isEqualTo(WorkerExit.HEAP_OOM);
            assertThat(certificate.describe()).contains("ran out of metaspace", "-XX:MaxMetaspaceSize").doesNotContain("-Xmx");
        }
    }

    private static final class Classes extends ClassLoader {
        Class<?> another() throws java.io.IOException {
            try (java.io.InputStream in = Classes.class.getResourceAsStream("CertificateTest$Lethal.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(null, bytes, 0, bytes.length);
            }
        }
    }

    @Test
    void heapThatATaskLeavesFull_whereTheJvmIsToldToGoOn_isToldFromOtherDeathsToo() throws Exception {
        try (ProcessPool pool = quiet().jvmArgs("-Xmx40m", "-XX:-ExitOnOutOfMemoryError").build()) {
            DeathCertificate certificate = certificateOf(pool, CertificateTest::fillHeapToItsLastBytes);
            assertThat(certificate.cause()).as(certificate.describe()).isEqualTo(WorkerExit.HEAP_OOM);
            assertThat(certificate.describe()).contains("ran out of heap").contains("-Xmx");
        }
    }

    private static Object[] hoard;

    private static int fillHeapToItsLastBytes() {
        int size = 1 << 20;
        while (true) {
            try {
                hoard = new Object[] {hoard, new byte[size]};
            } catch (OutOfMemoryError e) {
                if (size == 0) {
                    return 7;
                }
                size /= 2;
            }
        }
    }

    @Test
    void errorsThatTheWorkerSurvives_areTheTasksOwn() throws Exception {
        try (ProcessPool pool = quiet().jvmArgs("-XX:MaxDirectMemorySize=8m").build()) {
            long pid = pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid());
            assertThatThrownBy(() -> pool.apply(() -> descend(0))).isInstanceOf(StackOverflowError.class);
            assertThatThrownBy(() -> pool.apply(() -> ByteBuffer.allocateDirect(64 << 20).capacity()))
                    .isInstanceOf(OutOfMemoryError.class).hasMessageContaining("irect");
            assertThat(pool.<String, RuntimeException>apply(() -> {
                try {
                    return "" + ByteBuffer.allocateDirect(64 << 20).capacity();
                } catch (OutOfMemoryError e) {
                    return "swallowed";
                }
            })).isEqualTo("swallowed");
            assertThat(pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid())).isEqualTo(pid);
        }
    }

    private static int descend(int depth) {
        return 1 + descend(depth + 1);
    }

    /** Ends its process when it is decoded, or when it is encoded. */
    private static final class Lethal implements Serializable {
        private static final long serialVersionUID = 1L;
        private final boolean whenDecoded;

        Lethal(boolean whenDecoded) {
            this.whenDecoded = whenDecoded;
        }

        private void writeObject(ObjectOutputStream out) throws java.io.IOException {
            out.defaultWriteObject();
            if (!whenDecoded) {
                Runtime.getRuntime().halt(9);
            }
        }

        private void readObject(ObjectInputStream in) throws java.io.IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (whenDecoded) {
                Runtime.getRuntime().halt(8);
            }
        }
    }

    @Test
    @Tag("any-jdk")
    void deathWhileDecodingTheTask_orEncodingItsResult_isThatTasks() throws Exception {
        try (ProcessPool pool = quiet().build()) {
            Lethal argument = new Lethal(true);
            assertThat(certificateOf(pool, () -> argument.whenDecoded ? 1 : 0).exitCode()).isEqualTo(8);
            ApplyResult<Object> result = pool.applyAsync(() -> new Lethal(false));
            assertThatThrownBy(result::join).isInstanceOfSatisfying(WorkerLostException.class,
                    e -> assertThat(e.certificate().exitCode()).isEqualTo(9));
        }
    }

    @Test
    @Tag("any-jdk")
    void outputInTheCertificate_isThatOfTheTask() throws Exception {
        try (ProcessPool pool = quiet().build()) {
            for (int i = 0; i < 3; i++) {
                pool.apply(() -> {
                    System.out.println("of a task before");
                    System.err.println("of a task before");
                    return 0;
                });
            }
            DeathCertificate certificate = certificateOf(pool, () -> {
                System.out.println("first own line");
                System.err.println("second own line");
                Runtime.getRuntime().halt(1);
                return 0;
            });
            assertThat(certificate.output()).containsExactlyInAnyOrder("first own line", "second own line");
        }
    }

    @Test
    @Tag("any-jdk")
    void elapsedAndPeakMemory_areThere() throws Exception {
        try (ProcessPool pool = quiet().build(); Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                door.pass();
                Runtime.getRuntime().halt(1);
                return 0;
            });
            Waits.until("its acceptance is known here", result::accepted);
            long start = System.nanoTime();
            // Its memory is looked at soon after that; who is started behind that look shows that it is over.
            for (int more = 0; more < 2; more++) {
                pool.grow(1);
                Waits.until("one more is ready", () -> pool.workers().stream().noneMatch(CertificateTest::isStarting));
            }
            long least = System.nanoTime() - start;
            gate.open();
            DeathCertificate certificate = catchThrowableOfType(WorkerLostException.class, result::join).certificate();
            assertThat(certificate.elapsed().toNanos()).isGreaterThanOrEqualTo(least);
            assertThat(certificate.peakRss()).isGreaterThan(10 << 20);
        }
    }

    private static boolean isStarting(WorkerInfo worker) {
        return worker.state() == WorkerState.STARTING;
    }

    // ---- redelivery

    @Test
    @Tag("B281")
    @Tag("any-jdk")
    void taskThatKillsItsWorkers_isGivenUpAfterItsDeliveries_andHurtsNobody() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = ProcessPool.builder().processes(2).output(WorkerOutput.DISCARD).build()) {
            TaskOptions<Integer> thrice = TaskOptions.<Integer>defaults().maxDeliveries(3);
            ApplyResult<Integer> poison = pool.applyAsync(() -> {
                marks.leave("run");
                Runtime.getRuntime().halt(5);
                return 0;
            }, thrice);
            List<ApplyResult<Integer>> neighbours = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int n = i;
                neighbours.add(pool.applyAsync(() -> n));
            }
            assertThatThrownBy(poison::join).isInstanceOfSatisfying(PoisonTaskException.class, e -> {
                assertThat(e.certificates()).extracting(DeathCertificate::attempt).containsExactly(1, 2, 3);
                assertThat(e.certificates()).extracting(DeathCertificate::exitCode).containsOnly(5);
                assertThat(e.certificates()).extracting(DeathCertificate::pid).doesNotHaveDuplicates();
            });
            for (int i = 0; i < 500; i++) {
                assertThat(neighbours.get(i).get()).isEqualTo(i);
            }
        }
        assertThat(marks.count()).isEqualTo(3);
    }

    @Test
    @Tag("any-jdk")
    void withoutTheRequest_nothingIsDeliveredTwice() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = quiet().build()) {
            certificateOf(pool, () -> {
                marks.leave("run");
                Runtime.getRuntime().halt(5);
                return 0;
            });
        }
        assertThat(marks.count()).isEqualTo(1);
    }

    @Test
    @Tag("any-jdk")
    void taskThatSurvivesItsSecondDelivery_succeeds() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = quiet().build()) {
            TaskOptions<Integer> twice = TaskOptions.<Integer>defaults().maxDeliveries(2);
            assertThat(pool.applyAsync(() -> {
                marks.leave("run");
                if (marks.count() == 1) {
                    Runtime.getRuntime().halt(5);
                }
                return dev.carom.worker.TaskContext.current().delivery();
            }, twice).get()).isEqualTo(2);
        }
    }

    // ---- on request

    @Test
    @Tag("B280")
    @Tag("any-jdk")
    void terminatedJobs_endAsTerminated_notAsLost() throws Exception {
        try (ProcessPool pool = quiet().build(); Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            Marks marks = Marks.in(directory);
            Task<Integer, Exception> waits = () -> {
                marks.leave("run");
                door.pass();
                return 0;
            };
            int runs = 0;
            for (int signal : List.of(15, 9)) {
                ApplyResult<Integer> byResult = pool.applyAsync(waits);
                marks.await(++runs);
                byResult.terminate(signal);
                assertThatThrownBy(byResult::join).isInstanceOfSatisfying(
                        TerminatedException.class, e -> assertThat(e.signal()).isEqualTo(signal));
                ApplyResult<Integer> byPid = pool.applyAsync(waits);
                marks.await(++runs);
                Waits.until("its acceptance is known here", byPid::accepted);
                pool.terminateJob(byPid.workerPid().orElseThrow(), signal);
                assertThatThrownBy(byPid::join).isInstanceOfSatisfying(
                        TerminatedException.class, e -> assertThat(e.signal()).isEqualTo(signal));
            }
            gate.open();
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            assertThat(pool.didStartOk()).as("nothing counts as a crash").isTrue();
        }
    }

    @Test
    @Tag("B274")
    @Tag("any-jdk")
    void terminateJob_ofAPidThatIsNoWorkers_hurtsNobody() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try (ProcessPool pool = quiet().build()) {
            pool.terminateJob(stranger.pid(), 9);
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    @Tag("any-jdk")
    void cancelOfARunningTask_killsItAndNoOther_howeverItRaces() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).spares(1).build()) {
            for (int round = 0; round < 60; round++) {
                long micros = round * 40L;
                ApplyResult<Integer> target = pool.applyAsync(() -> {
                    long end = System.nanoTime() + 1_000_000;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    return 1;
                });
                ApplyResult<Integer> next = pool.applyAsync(() -> 2);
                long at = System.nanoTime() + micros * 1000;
                while (System.nanoTime() < at) {
                    Thread.onSpinWait();
                }
                boolean cancelled = target.cancel(true);
                assertThat(target.isCancelled()).isEqualTo(cancelled);
                if (!cancelled) {
                    assertThat(target.get()).isEqualTo(1);
                }
                assertThat(next.get()).isEqualTo(2);
            }
            assertThat(pool.didStartOk()).isTrue();
        }
    }
}
