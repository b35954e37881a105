package dev.carom.tests.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ProcessPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a launcher did about signals before the worker's JVM started. */
class InheritedSignalsTest {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGUSR1 = 10;
    private static final int SIGTERM = 15;

    @Test
    @Tag("B252")
    void ignoredSignals_stayIgnored_andOthersAreAsInAnyJvm() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1)
                .launcher(launch -> launch.after("sh", "-c", "trap '' HUP; exec \"$@\"", "sh")).build()) {
            String ignored = pool.<String, Exception>apply(() -> Probes.line("/proc/self/status", "SigIgn:"));
            String caught = pool.<String, Exception>apply(() -> Probes.line("/proc/self/status", "SigCgt:"));

            assertThat(has(ignored, SIGHUP)).isTrue();
            assertThat(has(ignored, SIGINT)).as("Ctrl-C is the parent's").isTrue();
            assertThat(has(ignored, SIGUSR1) || has(caught, SIGUSR1)).isFalse();
            assertThat(has(caught, SIGTERM)).isTrue();
        }
    }

    private static boolean has(String mask, int signal) {
        return (Long.parseUnsignedLong(mask, 16) & 1L << signal - 1) != 0;
    }
}
