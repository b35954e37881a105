package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.DeathCertificate;
import dev.carom.WorkerExit;
import dev.carom.cli.task.Failure;
import dev.carom.cli.task.Reply;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.PoisonTaskException;
import dev.carom.error.TaskStack;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolFailuresTest {
    private static final MapOptions PLAIN = options(0);

    private static MapOptions options(long maxMemory, String... jvmArgs) {
        return new MapOptions(1, null, null, 0, maxMemory, 0, false, false, false, false, List.of(jvmArgs));
    }

    @Test
    void timeLimit_saysHowLongAndWhereInTheFunction() {
        TaskStack stack = new TaskStack("carom-task", new StackTraceElement[] {
            new StackTraceElement("app", "java.base", "17", "java.util.ArrayList", "add", "ArrayList.java", 5),
            new StackTraceElement("carom-task", null, null, "Tasks", "act", "Tasks.java", 17)
        });
        Reply reply = PoolFailures.reply(
                new TimeLimitExceededException(false, Duration.ofMillis(1010), Duration.ofSeconds(1), 77, stack), 0, PLAIN);

        assertThat(reply.failure()).isEqualTo(new Failure("TimeLimitExceededException",
                "ran for 1010 ms, over its limit of 1000 ms, and was killed", "Tasks.java:17"));
        assertThat(reply.pid()).isEqualTo(77);
        assertThat(reply.nanos()).isEqualTo(1_010_000_000);
        assertThat(reply.started()).isPositive();
    }

    @Test
    void inputThatNoWorkerCouldReceive_saysHowTheLastOneDied() {
        DeathCertificate certificate =
                new DeathCertificate(WorkerExit.HEAP_OOM, 1, 77, 3, 0, Duration.ZERO, 0, List.of("last words"), null);
        Reply reply = PoolFailures.reply(
                PoisonTaskException.unaccepted(List.of(certificate, certificate, certificate), false), 0, PLAIN);

        assertThat(reply.failure()).isEqualTo(new Failure("PoisonTaskException", "3 workers died while they received the input, before"
                + " it was run; the last one (pid 77) ran out of heap (OutOfMemoryError, exit code 3); --jvm-arg=-Xmx2g gives it more",
                ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "EXITED | 3 | terminated abruptly: it left by System.exit or halt with exit code 3",
        "EXITED | 240 | left, as its channel to this process failed (exit code 240)",
        "EXITED | 245 | was ended by Carom's own code in it, which failed (exit code 245)",
        "HEAP_OOM | 3 | ran out of heap (OutOfMemoryError, exit code 3); --jvm-arg=-Xmx2g gives it more",
        "SIGNALLED | 152 | was killed by SIGXCPU",
        "SIGNALLED | 137 | was killed by SIGKILL; the kernel does that when memory runs out, or the processor time of ulimit -t; so may the task, by halt(137) too",
        "KERNEL_OOM | 137 | was killed by SIGKILL, and the kernel's out-of-memory killer was at work",
        "MEMORY_LIMIT | 137 | was killed: it used more memory than --max-memory allows (SIGKILL)",
        "UNRESPONSIVE | 137 | was killed: it did not answer in time (SIGKILL)"
    })
    void lostWorker_isDescribedAsByThePool_inTheWordsOfTheCommandLine(WorkerExit cause, int exitCode, String message) {
        DeathCertificate certificate =
                new DeathCertificate(cause, 1, 77, exitCode, 1, Duration.ofMillis(12), 0, List.of("last words"), null);

        Reply reply = PoolFailures.reply(new WorkerLostException(certificate, null), 0, PLAIN);

        assertThat(reply.failure())
                .isEqualTo(new Failure("WorkerLostException", "after 12 ms its worker (pid 77) " + message, ""));
    }

    @Test
    void heapThatTheMemoryLimitMadeTooSmall_isSaidToDependOnIt() {
        DeathCertificate certificate =
                new DeathCertificate(WorkerExit.HEAP_OOM, 1, 77, 3, 1, Duration.ofMillis(12), 0, List.of(), null);
        WorkerLostException lost = new WorkerLostException(certificate, null);

        assertThat(message(lost, options(300 << 20))).endsWith("; it had three quarters of --max-memory: raise that");
        assertThat(message(lost, options(300 << 20, "-Xmx9m"))).endsWith("; --jvm-arg=-Xmx2g gives it more");
    }

    @Test
    void nativeCrash_saysInWhichFrame() {
        String report = """
                #
                #  SIGSEGV (0xb) at pc=0x00007f32f68d2f94, pid=77, tid=78
                #
                # Problematic frame:
                # C  [libimage.so+0x2b10]  decode+0x20
                #
                """;
        DeathCertificate certificate =
                new DeathCertificate(WorkerExit.NATIVE_CRASH, 1, 77, 134, 1, Duration.ofMillis(12), 0, List.of(), report);

        assertThat(message(new WorkerLostException(certificate, null), PLAIN))
                .endsWith("crashed in native code (SIGABRT) in C [libimage.so+0x2b10] decode+0x20");
    }

    private static String message(WorkerLostException lost, MapOptions options) {
        Failure failure = PoolFailures.reply(lost, 0, options).failure();
        return failure == null ? "" : failure.message();
    }

    @Test
    void tooLargeResult_saysTheLimit() {
        Reply reply = PoolFailures.reply(new PayloadTooLargeException(true, 2000, 1000), 77, PLAIN);

        assertThat(reply.failure()).isEqualTo(
                new Failure("PayloadTooLargeException", "the result takes more than 1000 bytes", ""));
        assertThat(reply.pid()).isEqualTo(77);
    }

    @Test
    void message_isOneLineInTheWordsOfTheCommandLine() {
        assertThat(PoolFailures.inOurWords("pool map is broken: worker 1 did not start (exit code 1); its last output:\n  more"))
                .isEqualTo("worker 1 did not start (exit code 1)");
        assertThat(PoolFailures.inOurWords("pool map is broken: 101 workers died within 1000 ms, and maxRestarts allows 100; make a"
                        + " new pool once the cause is mended, or one that allows more (maxRestarts,"
                        + " maxRestartFrequency); last: worker 101 (pid 7) was killed by SIGKILL; its last output:\n  more"))
                .isEqualTo("101 workers died within 1000 ms, which is too many; last: worker 101 (pid 7) was killed by SIGKILL");
        assertThat(PoolFailures.inOurWords("jvmArgs: -jar would")).isEqualTo("--jvm-arg: -jar would");
    }
}
