package dev.carom.tests.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.TaskOptions;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.tests.support.LogRecords;
import dev.carom.tests.support.Marks;
import dev.carom.worker.TaskContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contexts where a worker dies, is raised in, has no carrier, or none that can be loaded. */
class CarriersInWorkersTest {
    @TempDir
    Path directory;

    @AfterEach
    void letGo() {
        Baton.hold(null);
    }

    private ProcessPool pool(ProcessPoolBuilder builder, String carrier) throws IOException {
        Path providers = Baton.providers(directory, carrier);
        return Baton.withProviders(providers, builder.processes(1).classPath(Baton.classPath(providers))::build);
    }

    @Test
    void taskThatIsDeliveredAgain_hasItsContext_initializerAndExitHookHaveNone() throws Exception {
        Marks marks = Marks.in(directory);
        ProcessPoolBuilder builder = ProcessPool.builder()
                .initializer(() -> marks.leave("initializer " + Baton.held()))
                .onProcessExit((pid, exitCode) -> {
                    marks.leave("exit hook " + Baton.held());
                    return null;
                });
        Baton.hold("mine");
        try (ProcessPool pool = pool(builder, Baton.class.getName())) {
            assertThat(pool.<String, RuntimeException>apply(() -> {
                if (TaskContext.current().delivery() == 1) {
                    Runtime.getRuntime().halt(3);
                }
                return TaskContext.current().delivery() + Baton.held();
            }, TaskOptions.<String>defaults().maxDeliveries(2))).isEqualTo("2mine");
        }
        assertThat(marks.all()).containsExactly("initializer null", "initializer null", "exit hook null");
    }

    @Test
    void raisedSoftLimit_leavesNothingBehind() throws Exception {
        ProcessPoolBuilder builder = ProcessPool.builder().spares(0).recycleAfterSoftTimeout(false);
        try (ProcessPool pool = pool(builder, Baton.class.getName())) {
            Baton.hold("mine");
            assertThatThrownBy(() -> pool.run(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }, TaskOptions.<Void>defaults().softTimeout(Duration.ofMillis(100))))
                    .isInstanceOf(SoftTimeLimitExceededException.class);
            Baton.hold(null);
            assertThat(pool.<String, RuntimeException>apply(() -> String.valueOf(Baton.held()))).isEqualTo("null");
        }
    }

    @Test
    void workerWithoutTheCarrier_runsTheTask_andTheLogSaysSo() throws Exception {
        Path providers = Baton.providers(directory, Baton.class.getName());
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1).classPath(Baton.classPath());
        try (LogRecords log = LogRecords.of("dev.carom");
                ProcessPool pool = Baton.withProviders(providers, builder::build)) {
            Baton.hold("mine");
            for (int i = 0; i < 3; i++) {
                assertThat(pool.<String, RuntimeException>apply(() -> String.valueOf(Baton.held()))).isEqualTo("null");
            }
            assertThat(log.texts()).singleElement().asString()
                    .contains("without the context of the carrier " + Baton.class.getName(), "not on the worker's class path");
        }
    }

    @Test
    void carrierThatCannotBeLoadedHere_isRefusedWithThePool() {
        assertThatThrownBy(() -> pool(ProcessPool.builder().name("shop"), "com.example.Missing"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("pool shop cannot load a context carrier", "com.example.Missing");
    }

    @Test
    void carrierThatCannotBeLoadedInAWorker_isLogged_andTheTaskRuns() throws Exception {
        Path here = Baton.providers(directory.resolve("here"), Baton.class.getName());
        Path there = Baton.providers(directory.resolve("there"), "com.example.Missing", Baton.class.getName());
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1).classPath(Baton.classPath(there));
        try (LogRecords log = LogRecords.of("dev.carom");
                ProcessPool pool = Baton.withProviders(here, builder::build)) {
            Baton.hold("mine");
            assertThat(pool.<String, RuntimeException>apply(() -> String.valueOf(Baton.held()))).isEqualTo("null");
            assertThat(log.texts()).anySatisfy(text -> assertThat(text).contains("com.example.Missing"));
        }
    }
}
