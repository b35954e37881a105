package dev.carom.tests.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.WorkerExit;
import dev.carom.WorkerOutput;
import dev.carom.error.PoolException;
import dev.carom.error.RestartFreqExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.LogRecords;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever is called at night reads about a worker that is gone. */
@Tag("any-jdk")
class LostWorkerMessageTest {
    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).jvmArgs("-Xmx64m"));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Test
    @Tag("B078")
    @Tag("B079")
    void halt_namesWorkerProcessAndExitCode() {
        Loss loss = lose(() -> Death.halt(99));

        assertThat(loss.thrown)
                .hasMessageContaining("(pid " + loss.pid + ") terminated abruptly")
                .hasMessageContaining("exit code 99")
                .hasMessageContaining("while it ran the task");
        assertThat(loss.thrown.pid()).isEqualTo(loss.pid);
        assertThat(loss.thrown.certificate().exitCode()).isEqualTo(99);
        assertThat(loss.thrown.certificate().signal()).isEmpty();
        assertThat(loss.thrown.certificate().cause()).isEqualTo(WorkerExit.EXITED);
    }

    @Test
    void threadOfAnyName_isNamedOnOneLine() {
        Loss loss = lose(() -> {
            Thread.currentThread().setName("a\nb\u001b[31m" + "c".repeat(1000));
            return Death.exit(42);
        });

        assertThat(loss.thrown).hasMessageContaining("System.exit called by thread 'a?b?[31mccc").message()
                .doesNotContain("\u001b", "c".repeat(100));
    }

    @Test
    @Tag("B078")
    void exit_namesTheCodeAndWhoCalledIt() {
        Loss loss = lose(() -> Death.exit(42));

        assertThat(loss.thrown)
                .hasMessageContaining("exit code 42")
                .hasMessageContaining("System.exit called by thread 'carom-task'")
                .hasMessageContaining("Death.exit(Death.java:");
    }

    @Test
    @Tag("B078")
    void lastWords_areInTheMessage() {
        Loss loss = lose(() -> {
            System.out.println("loading model 7");
            System.err.println("checksum is wrong");
            return Death.halt(1);
        });

        assertThat(loss.thrown).hasMessageContaining("loading model 7").hasMessageContaining("checksum is wrong");
    }

    @Test
    @Tag("B078")
    @Tag("B079")
    void kill_namesTheSignal() {
        Loss loss = lose(() -> Death.signal("KILL"));

        assertThat(loss.thrown).hasMessageContaining("was killed by SIGKILL").hasMessageContaining("out-of-memory killer");
        assertThat(loss.thrown.certificate().signal()).hasValue(9);
        assertThat(loss.thrown.certificate().cause()).isEqualTo(WorkerExit.SIGNALLED);
    }

    @Test
    @Tag("B078")
    void crash_isShownByTheReportOfTheJvm() {
        Loss loss = lose(Death::crash);

        assertThat(loss.thrown)
                .hasMessageContaining("crashed in native code")
                .hasMessageContaining("SIGSEGV")
                .hasMessageContaining("the JVM's report:");
        assertThat(loss.thrown.certificate().cause()).isEqualTo(WorkerExit.NATIVE_CRASH);
    }

    @Test
    void reportThatTheJvmNamesInItsOutput_isSaidNotToStay() throws Exception {
        try (LogRecords log = LogRecords.of("dev.carom.worker");
                ProcessPool logging = ProcessPool.builder().processes(1).output(WorkerOutput.LOG).build()) {
            assertThatThrownBy(() -> logging.apply(Death::crash)).isInstanceOf(WorkerLostException.class);
            Waits.until("the JVM has named it", () -> log.texts().stream().anyMatch(line -> line.contains("hs_err_")));

            assertThat(log.texts()).anyMatch(line -> line.matches(".* # /.*/hs_err_\\d+\\.log \\(deleted with its worker; .*\\)"));
        }
    }

    @Test
    @Tag("B078")
    void fullHeap_namesTheOptionThatHelps() {
        Loss loss = lose(Death::fillHeap);

        assertThat(loss.thrown).hasMessageContaining("ran out of heap").hasMessageContaining("-Xmx");
        assertThat(loss.thrown.certificate().cause()).isEqualTo(WorkerExit.HEAP_OOM);
    }

    /** Runs it in a worker that it ends, and shows what came of that. */
    private static Loss lose(Task<Integer, ?> deadly) {
        ApplyResult<Integer> result = pool.applyAsync(deadly);
        WorkerLostException thrown = catchThrowableOfType(WorkerLostException.class, result::join);
        assertThat(thrown).isNotNull();
        Pools.awaitIdle(pool);
        return new Loss(thrown, result.workerPid().orElseThrow());
    }

    private record Loss(WorkerLostException thrown, long pid) {}

    @Test
    @Tag("B077")
    void resultsOfABrokenPool_haveAnExceptionEach(@TempDir Path directory) throws Exception {
        try (Gate gate = Gate.shut(directory);
                ProcessPool broken = ProcessPool.builder()
                        .processes(1)
                        .maxRestarts(0)
                        .output(WorkerOutput.DISCARD)
                        .build()) {
            Gate.Door door = gate.door();
            List<ApplyResult<Integer>> results = new ArrayList<>();
            results.add(broken.applyAsync(() -> {
                door.pass();
                return Death.halt(7);
            }));
            for (int i = 0; i < 5; i++) {
                results.add(broken.applyAsync(() -> 1));
            }
            gate.open();

            Set<Throwable> thrown = Collections.newSetFromMap(new IdentityHashMap<>());
            for (ApplyResult<Integer> result : results) {
                Waits.until("an outcome", result::isDone);
                thrown.add(catchThrowableOfType(PoolException.class, result::join));
            }

            assertThat(thrown).hasSize(6).doesNotContainNull();
            assertThat(thrown.stream().filter(RestartFreqExceededException.class::isInstance))
                    .hasSize(5)
                    .allSatisfy(e -> assertThat(e)
                            .hasMessageContaining("is broken")
                            .hasMessageContaining("maxRestarts")
                            .hasMessageContaining("exit code 7"));
            RestartFreqExceededException again = catchThrowableOfType(
                    RestartFreqExceededException.class, () -> broken.applyAsync(() -> 1));
            assertThat(again).isNotNull().isNotIn(thrown);
        }
    }
}
