package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.WorkerOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a worker writes is read, cut, kept and passed on. */
class WorkerOutputTest {
    private final OutputRing ring = new OutputRing();

    @Test
    void flood_isReadToItsEnd() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("flood")) {
            ExitReport report = workers.run();

            assertThat(report.exitCode()).isZero();
            assertThat(report.output()).hasSize(OutputRing.LINES);
            assertThat(report.output().get(OutputRing.LINES - 1)).startsWith("line 199999 ");
        }
    }

    @Test
    void twoHundredMegabytesWithoutALineEnd_areKeptAsStartAndEnd() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("no-newline")) {
            ExitReport report = workers.run();

            assertThat(report.exitCode()).isZero();
            assertThat(report.output()).hasSize(2).allMatch(line -> line.length() <= OutputRing.LINE_CHARS);
            assertThat(report.output().get(0)).startsWith("start:xxx");
            assertThat(report.output().get(1)).endsWith("xxx:end");
        }
    }

    @Test
    void bytesThatAreNoText_harmNothing() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("garbage")) {
            assertThat(workers.run().output()).endsWith("after the garbage");
        }
    }

    @Test
    @Tag("B212")
    void streamsThatTheTaskClosed_leaveItsExitCode() throws Exception {
        try (ProcessFixture workers = ProcessFixture.sample("close")) {
            ExitReport report = workers.run();

            assertThat(report.exitCode()).isEqualTo(7);
            assertThat(report.output()).containsExactly("stderr is closed");
        }
    }

    @Test
    @Tag("B212")
    void brokenStreamOfThisProcess_doesNotEndTheDrain() throws Exception {
        PrintStream broken = new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void println(String line) {
                throw new IllegalStateException("broken");
            }
        };
        drain(new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)), WorkerOutput.FORWARD, broken);

        assertThat(ring.snapshot()).contains("one", "two").hasSize(3);
    }

    @Test
    void forwardedLines_areWrittenWhole() throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        drain(
                new ByteArrayInputStream("one\ntwo".getBytes(StandardCharsets.UTF_8)),
                WorkerOutput.FORWARD,
                new PrintStream(written, true, StandardCharsets.UTF_8));

        assertThat(written.toString(StandardCharsets.UTF_8)).hasLineCount(2).startsWith("one").contains("two");
    }

    @Test
    void loggedLines_nameTheWorker() throws Exception {
        StringBuilder logged = new StringBuilder();
        Handler capture = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.append(new SimpleFormatter().formatMessage(record)).append('\n');
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.carom.worker");
        logger.addHandler(capture);
        logger.setUseParentHandlers(false);
        try {
            InputStream braces = new ByteArrayInputStream("it's {0} {bad".getBytes(StandardCharsets.UTF_8));
            drain(braces, WorkerOutput.LOG, System.out);
        } finally {
            logger.removeHandler(capture);
            logger.setUseParentHandlers(true);
        }

        assertThat(logged).hasToString("pool=p worker=1 it's {0} {bad\n");
    }

    private void drain(InputStream stream, WorkerOutput target, PrintStream forward) throws InterruptedException {
        OutputDrain drain = new OutputDrain(stream, 0, ring, target, () -> forward, "pool=p worker=1", line -> line);
        drain.start("drain");
        assertThat(drain.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(ProcessFixture.PATIENCE_SECONDS))).isTrue();
    }
}
