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

    /** Of a process that did not exit in time. */
    static ExitFacts unknown() {
        return new ExitFacts(-1, WorkerExit.PROTOCOL, false, List.of(), null, 0);
    }

    /** Of a process that never was; the reason stands where its output would. */
    static ExitFacts neverStarted(String reason) {
        return new ExitFacts(-1, WorkerExit.START_FAILED, false, List.of(reason), null, 0);
    }
}
