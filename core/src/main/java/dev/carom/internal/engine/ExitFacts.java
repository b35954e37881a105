package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a process that has exited; see {@link dev.carom.DeathCertificate} for the components. */
public record ExitFacts(
        int exitCode,
        WorkerExit diagnosis,
        boolean configurationError,
        List<String> output,
        @Nullable String crashReport,
        long peakRss) {

    /** Of a process that was never started, or that did not exit in time. */
    static ExitFacts unknown() {
        return new ExitFacts(-1, WorkerExit.PROTOCOL, false, List.of(), null, 0);
    }
}
