package dev.carom.internal.process;

import dev.carom.WorkerExit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the end of a worker's process.
 *
 * @param exitCode what it ended with; 128 + n where signal n ended it
 * @param diagnosis what exit code, output and crash report show; whoever ended it on purpose knows better
 * @param configurationError whether the JVM refused to start as it was asked to, so that trying again is pointless
 * @param output the last lines of stdout and stderr, in order of arrival
 * @param crashReport the head of the JVM's crash report; null where there is none
 * @param peakRss the most memory it was seen to use, in bytes; 0 where nobody looked or could look
 */
public record ExitReport(
        int exitCode,
        WorkerExit diagnosis,
        boolean configurationError,
        List<String> output,
        @Nullable String crashReport,
        long peakRss) {

    public ExitReport {
        output = List.copyOf(output);
    }
}
