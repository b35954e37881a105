package dev.carom;

import dev.carom.internal.text.DurationText;
import dev.carom.internal.wire.ExitCode;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
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

    /** How the pool's own line about where the task was begins, among those of its output. */
    private static final String PLACE = "(carom: its task was ";

    /** As that, of the limit that it was over. */
    private static final String MEMORY = "(carom: hardMemoryPerChild is ";

    /** How what a JVM says ends that has not found the main class of a worker, in whatever language. */
    private static final String MAIN_CLASS = ".internal.child.WorkerMain";

    /** The copy of {@code output} makes the certificate immutable. */
    public DeathCertificate {
        output = List.copyOf(output);
    }

    /** The signal that ended the process, where one did; a {@code halt} with 128 + n looks the same. */
    public OptionalInt signal() {
        return cause != WorkerExit.EXITED && exitCode > 128 && exitCode <= 128 + 64
                ? OptionalInt.of(exitCode - 128)
                : OptionalInt.empty();
    }

    /** The certificate as one message: what an operator acts on, not all that there is. */
    public String describe() {
        if (pid < 0 && cause == WorkerExit.START_FAILED) { // there never was a process; why stands where its output would
            return "worker " + worker + " could not be started" + (output.isEmpty() ? "" : ": " + String.join("; ", output));
        }
        StringBuilder text = new StringBuilder("worker ").append(worker).append(" (pid ").append(pid).append(") ");
        text.append(ending());
        if (attempt > 0) {
            text.append(" while it ran the task (delivery ").append(attempt).append(", after ")
                    .append(DurationText.of(elapsed)).append(')');
        }
        if (peakRss > 0) {
            text.append("; peak memory ").append(peakRss >> 20).append(" MiB");
        }
        List<String> said = new ArrayList<>(output);
        said.removeIf(line -> {
            boolean tellsOfPlace = line.startsWith(PLACE) && line.endsWith(")");
            if (tellsOfPlace) {
                text.append("; its task was ").append(line, PLACE.length(), line.length() - 1);
            }
            return tellsOfPlace || line.startsWith(MEMORY);
        });
        text.append(hint());
        boolean reported = isReported();
        if (reported) {
            text.append("; the JVM's report:").append(indented(CrashSummary.of(crashReport)));
            said.removeIf(line -> line.startsWith("#")); // the same banner
        }
        if (!said.isEmpty()) {
            text.append(reported ? "\n" : "; ").append("its last output:").append(indented(said));
        }
        return text.toString();
    }

    private String startHint() {
        if (output.stream().anyMatch(line -> line.endsWith(MAIN_CLASS))) {
            return "; its class path has not all of Carom: a jar that a tool made smaller (minimizeJar of maven-shade, ProGuard) must"
                    + " keep all of it and of JNA; a jar that was replaced since this program started calls for a new start;"
                    + " classPath(...) must name the jar of carom-core where that is in another one";
        }
        String shortage = shortageHint();
        if (!shortage.isEmpty()) {
            return shortage;
        }
        if (output.stream().anyMatch(line -> line.contains("Could not determine current working directory"))) {
            return "; the directory where this program was started, or that of workingDirectory(...), is gone: start this again from"
                    + " one that stays, or name one";
        }
        if (output.stream().anyMatch(line -> line.contains("already in use"))) {
            return "; a port that jvmArgs(...) names is that of each worker: let the system choose it (0)";
        }
        MemoryShortage named = MemoryShortage.namedIn(output);
        return named == null ? "" : "; " + named.remedy();
    }

    private boolean lackedMemoryOfTheSystem() {
        return cause == WorkerExit.START_FAILED
                ? output.stream().anyMatch(MemoryShortage::isNativeAtTheStart)
                : (isReported() ? crashReport.lines() : output.stream()).anyMatch(MemoryShortage::isNative);
    }

    /** What to do where the system gave the JVM no thread or no memory; otherwise nothing. */
    private String shortageHint() {
        if (output.stream().anyMatch(DeathCertificate::tellsOfNoThreads)) {
            return "; this user or container may have no more processes and threads: raise that limit (ulimit -u, pids.max)";
        }
        return lackedMemoryOfTheSystem() ? "; " + MemoryShortage.NATIVE.remedy() : "";
    }

    private static boolean tellsOfNoThreads(String line) {
        return line.contains("unable to create native thread") || line.contains("Out of system resources");
    }

    private boolean isReported() {
        return crashReport != null && !crashReport.isBlank(); // a full file system leaves nothing in it
    }

    private static String indented(List<String> lines) {
        return "\n  " + String.join("\n  ", lines);
    }

    private String status() {
        return signal().isPresent()
                ? Signals.name(signal().getAsInt())
                : exitCode < 0 ? "no exit code" : "exit code " + exitCode;
    }

    /** How it ended, as a clause without its subject: what {@link #describe} says of that, such as {@code was killed by SIGKILL}. */
    public String ending() {
        return switch (cause) {
            case EXITED -> switch (exitCode) {
                case ExitCode.HOOK_STUCK -> "was halted, as an exit or shutdown hook in it did not return (" + status() + ")";
                case ExitCode.PARENT_GONE -> "left, as its channel to this process failed (" + status() + ")";
                case ExitCode.FATAL -> "was ended by Carom's own code in it, which failed (" + status() + ")";
                default -> "terminated abruptly: it left by System.exit or halt with " + status();
            };
            case HEAP_OOM -> MemoryShortage.of(output).ending() + " (OutOfMemoryError, " + status() + ")";
            case SIGNALLED -> "was killed by " + status();
            case KERNEL_OOM -> "was killed by " + status() + ", and the kernel's out-of-memory killer was at work";
            case NATIVE_CRASH ->
                    (lackedMemoryOfTheSystem() ? MemoryShortage.NATIVE.ending() : "crashed in native code") + " (" + status() + ")";
            case MEMORY_LIMIT -> "was killed: it used more memory than " + memoryLimit() + " (" + status() + ")";
            case UNRESPONSIVE -> "was killed: it did not answer in time (" + status() + ")";
            case PROTOCOL -> "was given up, as its channel ended or what it sent could not be read (" + status() + ")";
            case HARD_TIMEOUT -> "was killed: its task was over its hard limit (" + status() + ")";
            case STALLED -> "was killed: its task reported no progress for its stall limit (" + status() + ")";
            case CANCELLED -> "was ended: its task was cancelled (" + status() + ")";
            case TERMINATED -> "was ended on request, by terminate() of its task or terminateJob (" + status() + ")";
            case START_FAILED -> (exitCode == ExitCode.START_FAILED
                    ? "did not become ready, as its initializer or codec failed (" : "did not become ready (") + status() + ")";
            default -> "ended: " + cause + " (" + status() + ")";
        };
    }

    private String memoryLimit() {
        return output.stream()
                .filter(line -> line.startsWith(MEMORY) && line.endsWith(")"))
                .findFirst()
                .map(line -> "the " + line.substring(MEMORY.length(), line.length() - 1) + " of hardMemoryPerChild")
                .orElse("hardMemoryPerChild allows");
    }

    /** A JVM is told of its child's end as a shell is: by a number, which does not say whether a signal or the child chose it. */
    private String orHalt() {
        return "; a task that calls halt(" + exitCode + ") looks the same";
    }

    private String hint() {
        return switch (cause) {
            case HEAP_OOM -> "; " + MemoryShortage.of(output).remedy();
            case SIGNALLED -> switch (exitCode) {
                case 137 -> "; Carom did not do that: the kernel's out-of-memory killer does (see its log), a limit of processor"
                        + " time where SIGXCPU did not end it (Confinement.cpuTime, ulimit -t), or a process of this user,"
                        + " such as the task's own" + orHalt();
                case 152 -> "; it used all the processor time that it was allowed (Confinement.cpuTime, ulimit -St)" + orHalt();
                default -> orHalt();
            };
            case START_FAILED -> startHint();
            case MEMORY_LIMIT -> "; raise that limit, or have tasks use less: an -Xmx below it keeps the heap from growing so far";
            case NATIVE_CRASH -> lackedMemoryOfTheSystem()
                    ? shortageHint() : crashReport == null && signal().isPresent() ? orHalt() : "";
            case KERNEL_OOM -> "; give the machine or container more memory, or workers less: -Xmx, hardMemoryPerChild";
            default -> "";
        };
    }
}
