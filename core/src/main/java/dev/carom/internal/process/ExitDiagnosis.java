package dev.carom.internal.process;

import dev.carom.WorkerExit;
import dev.carom.internal.wire.ExitCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What exit code, last output and crash report of a worker show about its end. Facts only. */
final class ExitDiagnosis {
    /** What {@code ExitOnOutOfMemoryError} makes the JVM exit with. */
    private static final int OUT_OF_MEMORY = 3;

    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    /** SIGILL, SIGBUS, SIGFPE, SIGSEGV: what native code dies of; nobody sends them in earnest. */
    private static final Set<Integer> CRASH_SIGNALS = Set.of(4, 7, 8, 11);

    private static final int SIGABRT = 6;
    private static final int SIGKILL = 9;
    private static final String FATAL_ERROR = "A fatal error has been detected by the Java Runtime Environment";

    /** What the launcher and the JVM print when they refuse to start. */
    private static final List<String> REFUSALS = List.of(
            "Could not create the Java Virtual Machine",
            "Unrecognized VM option",
            "Unrecognized option:",
            "Could not find or load main class",
            "Unable to initialize main class",
            "Error: Main method not found in class",
            "Error occurred during initialization of boot layer",
            "Error occurred during initialization of VM",
            "LinkageError occurred while loading main class",
            "ClassNotFoundException: " + JavaCommand.WORKER_MAIN, // the rest of that may be in another language
            "Error: could not open `");

    /** Refusals for lack of memory or threads, which may pass. */
    private static final List<String> PASSING = List.of(
            "Could not reserve enough space", "insufficient memory for the Java Runtime Environment",
            "unable to create native thread", "Out of system resources");

    /** What the programs that wrap the JVM print when they find no JVM. */
    private static final List<String> WRAPPERS = List.of("setpriv: failed to execute", "setsid: failed to execute",
            "prlimit: failed to execute", "nice: ");

    /** How what the programs that wrap the JVM print begins. */
    private static final List<String> COMPLAINTS = List.of("setpriv: ", "prlimit: ", "nice: ", "bwrap: ");

    private ExitDiagnosis() {}

    /** Whether the JVM, or what wraps it, could not start as it was asked to. */
    static boolean isConfigurationError(int exitCode, List<String> output) {
        return switch (exitCode) {
            case 1 -> mentions(output, REFUSALS) && !mentions(output, PASSING)
                    || output.stream().anyMatch(line -> COMPLAINTS.stream().anyMatch(line::startsWith));
            case 126, 127 -> mentions(output, WRAPPERS);
            default -> false;
        };
    }

    /** @param oomKills whether the kernel has killed some process for want of memory meanwhile */
    static WorkerExit cause(int exitCode, List<String> output, @Nullable String crashReport, boolean oomKills) {
        if (exitCode == OUT_OF_MEMORY && mentions(output, List.of("Terminating due to java.lang.OutOfMemoryError"))) {
            return WorkerExit.HEAP_OOM;
        }
        if (isConfigurationError(exitCode, output)) {
            return WorkerExit.START_FAILED;
        }
        if (crashReport != null || isCrashSignal(exitCode - SIGNALLED, output)) {
            // Without core dumps a JVM that crashed ends by exit(1): the report says more than the code.
            return WorkerExit.NATIVE_CRASH;
        }
        if (exitCode == SIGNALLED + SIGKILL && oomKills) {
            return WorkerExit.KERNEL_OOM;
        }
        if (exitCode > SIGNALLED && exitCode <= SIGNALLED + LAST_SIGNAL) {
            return WorkerExit.SIGNALLED;
        }
        return switch (exitCode) {
            case ExitCode.PROTOCOL, ExitCode.HANDSHAKE -> WorkerExit.PROTOCOL;
            case ExitCode.START_FAILED -> WorkerExit.START_FAILED;
            case ExitCode.OUT_OF_MEMORY -> WorkerExit.HEAP_OOM;
            default -> WorkerExit.EXITED;
        };
    }

    private static boolean isCrashSignal(int signal, List<String> output) {
        return CRASH_SIGNALS.contains(signal) || signal == SIGABRT && mentions(output, List.of(FATAL_ERROR));
    }

    private static boolean mentions(List<String> output, List<String> texts) {
        return output.stream().anyMatch(line -> texts.stream().anyMatch(line::contains));
    }
}
