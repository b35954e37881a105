package dev.carom.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pool of far more workers than there are processors: a minute of all of them, so not in every build. */
@Tag("soak")
class LargePoolTest {
    private static final int WORKERS = 200;

    /** What a worker that does next to nothing has of its own, and room for others. */
    private static final long MEMORY_EACH = 40L << 20;

    @TempDir
    Path directory;

    @Test
    @Tag("B007")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void twoHundredWorkers_start_map_andLeave_silently() throws Exception {
        long memory = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        assumeTrue(memory > WORKERS * MEMORY_EACH, "the machine has too little memory for so many workers");
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                        "-cp", System.getProperty("java.class.path"), LargePoolProgram.class.getName(), "" + WORKERS)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM says that it has seen it

        Process program = builder.start();
        try {
            assertThat(program.waitFor(4, TimeUnit.MINUTES)).as("it has ended").isTrue();
        } finally {
            program.destroyForcibly().onExit().join();
        }

        assertThat(Files.readString(err)).isEmpty();
        assertThat(program.exitValue()).isZero();
        assertThat(Files.readAllLines(out)).containsExactly(WORKERS + " workers", "333833500", "closed");
    }
}
