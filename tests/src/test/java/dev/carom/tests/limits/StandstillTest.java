package dev.carom.tests.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.tests.support.Gate;
import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Processes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that has the pool is stopped for a while (SIGSTOP): its workers are not. */
@Tag("any-jdk")
class StandstillTest {
    @TempDir
    private Path directory;

    @Test
    void limitsThatPassWhileThePoolIsStopped_doNotStrikeTasksThatEndedOrReportedBefore() throws Exception {
        try (Gate gate = Gate.shut(directory);
                HostJvm host = HostJvm.start(
                        StoppedHost.class, List.of(), Map.of(), gate.door().file(), directory.toString())) {
            host.line("begun");
            Processes.stop(host.pid());
            gate.open();
            Marks marks = Marks.in(directory);
            marks.await(StoppedHost.TASKS + 1);
            assumeTrue(
                    marks.all().stream().mapToLong(Long::parseLong).max().orElseThrow() < StoppedHost.LIMIT.toMillis(),
                    "the machine is so busy that it was stopped too late");
            new ProcessBuilder("kill", "-CONT", Long.toString(host.pid())).start().waitFor();

            assertThat(host.line("soft ")).isEqualTo("ended, struck 0; hard ended; stall ended; apply ended");
            assertThat(host.exitCode()).isZero();
        }
    }
}
