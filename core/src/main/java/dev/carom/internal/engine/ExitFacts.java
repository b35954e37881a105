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

    private static final String OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError: ";
    private static final String NO_MEMORY = "# There is insufficient memory for the Java Runtime Environment";

    /** The same, with these lines behind its output. */
    public ExitFacts with(List<String> remarks) {
        List<String> lines = new ArrayList<>(output);
        lines.addAll(remarks);
        return new ExitFacts(exitCode, diagnosis, configurationError, lines, crashReport, peakRss);
    }

    /** The same of a process that {@code System.exit} ends: with a code that a signal has, too, it is no signal's. */
    ExitFacts bySystemExit() {
        boolean taken = diagnosis == WorkerExit.SIGNALLED || diagnosis == WorkerExit.NATIVE_CRASH && crashReport == null;
        return taken
                ? new ExitFacts(exitCode, WorkerExit.EXITED, configurationError, output, crashReport, peakRss)
                : this;
    }

    /** What the pool has to say of it, and the JVM of a lack of memory that is not the heap's. */
    public List<String> remarks() {
        return output.stream().filter(line -> line.startsWith("(carom: ") || tellsOfOtherMemory(line)).toList();
    }

    private boolean tellsOfOtherMemory(String line) {
        return diagnosis == WorkerExit.HEAP_OOM && line.startsWith(OUT_OF_MEMORY) && !line.endsWith("heap space")
                || diagnosis == WorkerExit.NATIVE_CRASH && line.startsWith(NO_MEMORY);
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
