package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker may have left where its crash report should be. */
@Timeout(180)
class CrashReportTest {
    @TempDir
    Path directory;

    @Test
    void report_isReadUpToItsDumps() throws Exception {
        Files.writeString(directory.resolve("hs_err_12.log"), "# SIGSEGV\nRegisters:\nRAX=secret");

        assertThat(CrashReport.read(directory)).isEqualTo("# SIGSEGV");
    }

    @Test
    void noReport_isNull() {
        assertThat(CrashReport.read(directory)).isNull();
        assertThat(CrashReport.read(directory.resolve("missing"))).isNull();
    }

    @Test
    void linkInItsPlace_isNotFollowed() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "password");
        Files.createSymbolicLink(directory.resolve("hs_err_12.log"), secret);

        assertThat(CrashReport.read(directory)).isNull();
    }

    @Test
    void pipeInItsPlace_isNotWaitedFor() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", directory.resolve("hs_err_12.log").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();

        assertThat(CrashReport.read(directory)).isNull();
    }
}
