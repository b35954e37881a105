package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import java.util.ArrayList;
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

    /** The same, with these lines behind its output. */
    public ExitFacts with(List<String> remarks) {
        List<String> lines = new ArrayList<>(output);
        lines.addAll(remarks);
        return new ExitFacts(exitCode, diagnosis, configurationError, lines, crashReport, peakRss);
    }

    /** What the pool has to say of it. */
    public List<String> remarks() {
        return output.stream().filter(line -> line.startsWith("(carom: ")).toList();
    }

    /** Of a process that did not exit in time. */
    public static ExitFacts unknown() {
        return new ExitFacts(-1, WorkerExit.PROTOCOL, false, List.of(), null, 0);
    }

    /** Of a process that never was; the reason stands where its output would. */
    static ExitFacts neverStarted(String reason) {
        return new ExitFacts(-1, WorkerExit.START_FAILED, false, List.of(reason), null, 0);
    }
}
