package dev.carom.cli.run;

import dev.carom.DeathCertificate;
import dev.carom.cli.task.Failure;
import dev.carom.cli.task.Reply;
import dev.carom.error.InitializerException;
import dev.carom.error.LaunchException;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.PoisonTaskException;
import dev.carom.error.PoolException;
import dev.carom.error.RestartFreqExceededException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.error.WorkerStartException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the pool reports about a task, in the words of the command line. */
final class PoolFailures {
    private static final int SIGKILLED = 128 + 9;

    private PoolFailures() {}

    /** Whether no task can run any more. */
    static boolean isBreakage(Throwable thrown) {
        return thrown instanceof RestartFreqExceededException || cannotStart(thrown);
    }

    /** Whether workers do not even start. */
    static boolean cannotStart(Throwable thrown) {
        return thrown instanceof LaunchException
                || thrown instanceof WorkerStartException
                || thrown instanceof InitializerException;
    }

    /** The first line of a message, with the names of options as they are here. What a worker printed was shown when it did. */
    static String inOurWords(String text) {
        String first = text.lines().findFirst().orElse("").replaceFirst("; [^;]*:$", "");
        return withOurNames(first.replace("pool map is broken: ", "")
                .replaceFirst(", and maxRestarts allows [^;]*; [^;]*;", ", which is too many;"));
    }

    /** A message with what can be set named as it is here. */
    static String withOurNames(String text) {
        return text.replace("jvmArgs(...)", "--jvm-arg")
                .replace("jvmArgs", "--jvm-arg")
                .replace("classPath(...)", "--class-path")
                .replace("hardMemoryPerChild", "--max-memory")
                .replace("java.io.tmpdir", "TMPDIR");
    }

    /** @param pid of the worker that accepted the task, where what was thrown does not know it */
    static Reply reply(Throwable thrown, long pid, MapOptions options) {
        String type = thrown.getClass().getSimpleName();
        if (thrown instanceof WorkerLostException lost) {
            return failed(new Failure(type, describe(lost.certificate(), options), place(lost)), lost.certificate().elapsed(), lost.pid());
        }
        if (thrown instanceof TimeLimitExceededException late) {
            String message = "ran for " + late.elapsed().toMillis() + " ms, over its limit of " + late.limit().toMillis()
                    + " ms, and was killed";
            return failed(new Failure(type, message, place(late)), late.elapsed(), late.pid());
        }
        if (thrown instanceof PoisonTaskException poison) {
            DeathCertificate last = poison.certificates().get(poison.certificates().size() - 1);
            String message = poison.certificates().size() + " workers died while they received the input, before it was run; the last"
                    + " one (pid " + last.pid() + ") " + how(last, options);
            return failed(new Failure(type, message, ""), Duration.ZERO, last.pid());
        }
        if (thrown instanceof PayloadTooLargeException large) {
            String message = "the " + (large.isResult() ? "result" : "input") + " takes more than " + large.limit() + " bytes";
            return failed(new Failure(type, message, ""), Duration.ZERO, pid);
        }
        String message = thrown.getMessage();
        return failed(new Failure(type, message == null ? "" : message, ""), Duration.ZERO, pid);
    }

    private static Reply failed(Failure failure, Duration elapsed, long pid) {
        long started = elapsed.isZero() ? 0 : System.currentTimeMillis() - elapsed.toMillis();
        return Reply.failed(failure, started, elapsed.toNanos(), Math.max(0, pid));
    }

    private static String place(PoolException thrown) {
        Throwable stack = thrown.getCause();
        if (stack != null) {
            for (StackTraceElement frame : stack.getStackTrace()) {
                if ("carom-task".equals(frame.getClassLoaderName())) {
                    return Failure.place(frame);
                }
            }
        }
        return "";
    }

    private static String describe(DeathCertificate certificate, MapOptions options) {
        return "after " + certificate.elapsed().toMillis() + " ms its worker (pid " + certificate.pid() + ") "
                + how(certificate, options);
    }

    private static String how(DeathCertificate certificate, MapOptions options) {
        return inOurWords(certificate.ending()) + switch (certificate.cause()) {
            case HEAP_OOM -> certificate.ending().contains("out of heap") ? moreHeap(options) : "";
            case SIGNALLED -> certificate.exitCode() == SIGKILLED
                    ? "; the kernel does that when memory runs out, or the processor time of ulimit -t; so may the task, by"
                            + " halt(137) too"
                    : "";
            case NATIVE_CRASH -> frame(certificate.crashReport());
            default -> "";
        };
    }

    private static String moreHeap(MapOptions options) {
        return options.heapFollowsMemory()
                ? "; it had three quarters of --max-memory: raise that"
                : "; --jvm-arg=-Xmx2g gives it more";
    }

    /** Where it crashed; the report itself is gone with the worker. */
    private static String frame(@Nullable String report) {
        return report == null ? "" : report.lines()
                .dropWhile(line -> !line.startsWith("# Problematic frame:"))
                .skip(1)
                .limit(1)
                .map(line -> " in " + line.replaceFirst("^#", "").strip().replaceAll(" +", " "))
                .collect(Collectors.joining());
    }
}
