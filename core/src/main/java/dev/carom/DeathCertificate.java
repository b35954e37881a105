package dev.carom;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a worker died, and on what.
 *
 * @param cause why it died
 * @param worker the number of the worker within its pool
 * @param pid its process id; -1 where it never had one
 * @param exitCode what the process ended with (128 + n for signal n); -1 where it is not known
 * @param attempt which delivery of the task this was, from 1; 0 where it ran none
 * @param elapsed how long the task had run; zero where it ran none
 * @param peakRss the most memory the process was seen to use, in bytes; 0 where it is not known
 * @param output the last lines that it wrote to stdout and stderr, those of tasks before this one left out
 * @param crashReport the head of the JVM's own crash report ({@code hs_err}); null where there is none
 */
public record DeathCertificate(
        WorkerExit cause,
        int worker,
        long pid,
        int exitCode,
        int attempt,
        Duration elapsed,
        long peakRss,
        List<String> output,
        @Nullable String crashReport)
        implements Serializable {

    /** The copy of {@code output} makes the certificate immutable. */
    public DeathCertificate {
        output = List.copyOf(output);
    }

    /** The signal that ended the process, where one did. */
    public OptionalInt signal() {
        return exitCode > 128 && exitCode <= 128 + 64 ? OptionalInt.of(exitCode - 128) : OptionalInt.empty();
    }

    /** The whole certificate as one message. */
    public String describe() {
        StringBuilder text = new StringBuilder("worker ").append(worker).append(" (pid ").append(pid).append(") ");
        text.append(phrase());
        if (attempt > 0) {
            text.append(" while it ran the task (delivery ").append(attempt).append(", after ")
                    .append(elapsed.toMillis()).append(" ms)");
        }
        if (peakRss > 0) {
            text.append("; peak memory ").append(peakRss >> 20).append(" MiB");
        }
        if (crashReport != null) {
            text.append("; crash report:\n").append(crashReport.strip());
        }
        if (!output.isEmpty()) {
            text.append("; its last output:\n  ").append(String.join("\n  ", output));
        }
        return text.toString();
    }

    private String phrase() {
        String status = signal().isPresent()
                ? Signals.name(signal().getAsInt())
                : exitCode < 0 ? "no exit code" : "exit code " + exitCode;
        return switch (cause) {
            case EXITED -> "terminated abruptly: it left by System.exit or halt with " + status;
            case HEAP_OOM -> "ran out of heap (OutOfMemoryError, " + status + "); raise -Xmx with jvmArgs(...)";
            case SIGNALLED -> "was killed by " + status
                    + (exitCode == 137 ? "; the kernel's out-of-memory killer does that, see its log" : "");
            case KERNEL_OOM -> "was killed by " + status + " while the kernel's out-of-memory killer was at work; give the"
                    + " machine or container more memory, or workers less, with -Xmx or hardMemoryPerChild";
            case NATIVE_CRASH -> "crashed in native code (" + status + ")";
            case MEMORY_LIMIT -> "was killed: it used more memory than hardMemoryPerChild allows (" + status + ")";
            case PROTOCOL -> "broke the protocol and was killed (" + status + ")";
            case START_FAILED -> "did not become ready (" + status + ")";
            default -> "ended: " + cause + " (" + status + ")";
        };
    }
}
