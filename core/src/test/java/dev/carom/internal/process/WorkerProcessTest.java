package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.carom.WorkerExit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How real processes end, and what is known then. */
class WorkerProcessTest {
    @Test
    void orderlyExit_isReportedWithItsOutput() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("streams")) {
            ExitReport report = workers.run();

            assertThat(report.exitCode()).isZero();
            assertThat(report.diagnosis()).isEqualTo(WorkerExit.EXITED);
            assertThat(report.configurationError()).isFalse();
            assertThat(report.crashReport()).isNull();
            assertThat(report.output()).filteredOn(line -> line.startsWith("out")).containsExactly("out 0", "out 1", "out 2");
            assertThat(report.output()).filteredOn(line -> line.startsWith("err")).containsExactly("err 0", "err 1", "err 2");
        }
    }

    @Test
    void exitCode_isReported() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("exit", "-Dcode=42")) {
            assertThat(workers.run()).satisfies(report -> {
                assertThat(report.exitCode()).isEqualTo(42);
                assertThat(report.diagnosis()).isEqualTo(WorkerExit.EXITED);
            });
        }
    }

    @Test
    @Tag("B214")
    void stackTraceOfADyingWorker_isNotLost() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("throw")) {
            ExitReport report = workers.run();

            assertThat(report.output())
                    .contains("Exception in thread \"main\" java.lang.IllegalStateException: last words")
                    .anyMatch(line -> line.contains("SampleWorker.main"));
        }
    }

    @Test
    void exhaustedHeap_isDiagnosed() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("oom", "-Xmx20m")) {
            ExitReport report = workers.run();

            assertThat(report.diagnosis()).as(report.toString()).isEqualTo(WorkerExit.HEAP_OOM);
            assertThat(report.exitCode()).isEqualTo(3);
        }
    }

    @Test
    @Tag("B218")
    void nativeCrash_isDiagnosedWithTheReportOfTheJvm() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("hang")) {
            WorkerProcess worker = workers.launch();
            awaitOutput(worker, "hanging");
            worker.signal(11);
            ExitReport report = ProcessFixture.ended(worker);

            assertThat(report.diagnosis()).isEqualTo(WorkerExit.NATIVE_CRASH);
            assertThat(report.crashReport()).contains("SIGSEGV");
            assertThat(report.output()).anyMatch(line -> line.contains("A fatal error has been detected"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 15, 10, 12}) // whoever runs this may ignore SIGHUP and SIGINT, and a child inherits that
    void signal_isReported(int signal) throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell("echo up; exec sleep 1000")) {
            WorkerProcess worker = workers.launch();
            awaitOutput(worker, "up");
            worker.signal(signal);
            ExitReport report = ProcessFixture.ended(worker);

            assertThat(report.exitCode()).isEqualTo(128 + signal);
            assertThat(report.diagnosis()).isEqualTo(WorkerExit.SIGNALLED);
        }
    }

    @Test
    void signalAfterTheEnd_doesNothing() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell("true")) {
            WorkerProcess worker = workers.launch();
            ProcessFixture.ended(worker);

            worker.signal(10);
            worker.signal(9);
            worker.killTree();

            assertThat(worker.isAlive()).isFalse();
        }
    }

    @Test
    void numberThatIsNoSignal_isRefused() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell("exec sleep 1000")) {
            WorkerProcess worker = workers.launch();

            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> worker.signal(0));
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> worker.signal(65));
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+NoSuchFlag", "-Xnosuch", "-Xmx1k", "--add-modules=no.such.module", "-Xss1k"})
    void flagThatTheJvmRefuses_isAConfigurationError(String flag) throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("facts", flag)) {
            ExitReport report = workers.run();

            assertThat(report.configurationError()).as(report.toString()).isTrue();
            assertThat(report.diagnosis()).isEqualTo(WorkerExit.START_FAILED);
        }
    }

    @Test
    void classPathWithoutTheMainClass_isAConfigurationError() throws Exception {
        try (PoolDirectory directory = PoolDirectory.create();
                ProcessLauncher launcher = new ProcessLauncher(
                        ProcessFixture.config(), directory, "no.such.Main", ProcessBuilder::start)) {
            ExitReport report = ProcessFixture.ended(launcher.launch(1, directory.socket(1)));

            assertThat(report.configurationError()).as(report.toString()).isTrue();
        }
    }

    @Test
    void memory_isKnownWhileItRunsAndItsPeakAfterwards() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("hang")) {
            WorkerProcess worker = workers.launch();
            awaitOutput(worker, "hanging");

            long rss = worker.rss();
            assertThat(rss).isBetween(10L << 20, 1L << 30);
            assertThat(worker.peakRss()).isGreaterThanOrEqualTo(rss);
            worker.killTree();
            ExitReport report = ProcessFixture.ended(worker);

            assertThat(report.peakRss()).isGreaterThanOrEqualTo(rss);
            assertThat(worker.rss()).isZero();
            assertThat(worker.peakRss()).isEqualTo(report.peakRss());
        }
    }

    @Test
    void activity_saysWhetherItIsStopped() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("hang")) {
            WorkerProcess worker = workers.launch();
            awaitOutput(worker, "hanging");
            assertThat(worker.activity()).hasValueSatisfying(known -> assertThat(known.stopped()).isFalse());

            worker.signal(19); // SIGSTOP

            await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS))
                    .until(() -> worker.activity().orElseThrow().stopped());
            worker.killTree();
            ProcessFixture.ended(worker);
            assertThat(worker.activity()).isEmpty();
        }
    }

    @Test
    void outputHeldOpenByAStranger_doesNotDelayTheReport(@TempDir Path temporary) throws Exception {
        Path pid = temporary.resolve("pid");
        try (ProcessFixture workers = ProcessFixture.shell("setsid sleep 1000 & echo $! > '" + pid + "'; exit 5")) {
            try {
                assertThat(workers.run().exitCode()).isEqualTo(5);
            } finally {
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    static void awaitOutput(WorkerProcess worker, String line) {
        await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS)).until(() -> {
            List<String> output = worker.lastOutput();
            assertThat(worker.isAlive() || output.contains(line)).as("died early: %s", output).isTrue();
            return output.contains(line);
        });
    }
}
