package dev.carom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.wire.ExitCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeathCertificateTest {
    @Test
    void exitOfTheUsersCode_isToldFromThoseOfCaroms() {
        assertThat(described(3)).contains("it left by System.exit or halt with exit code 3");
        assertThat(described(ExitCode.HOOK_STUCK)).contains("hook in it did not return (exit code 244)").doesNotContain("System.exit");
        assertThat(described(ExitCode.PARENT_GONE)).contains("its channel to this process failed (exit code 240)")
                .doesNotContain("System.exit");
        assertThat(described(ExitCode.FATAL)).contains("Carom's own code in it, which failed (exit code 245)", "why it failed");
    }

    @Test
    void sigkill_namesWhoMayHaveSentIt() {
        assertThat(described(WorkerExit.SIGNALLED, 137))
                .contains("Carom did not do that", "out-of-memory killer", "ulimit -t",
                        "the task's own; a task that calls halt(137) looks the same");
    }

    @Test
    void haltWithTheCodeOfASignal_isNotRuledOut_whereNothingElseShowsWhichItWas() {
        assertThat(described(WorkerExit.SIGNALLED, 129)).contains("was killed by SIGHUP; a task that calls halt(129) looks the same");
        assertThat(described(WorkerExit.NATIVE_CRASH, 139)).contains("(SIGSEGV); a task that calls halt(139) looks the same");
        DeathCertificate reported = new DeathCertificate(
                WorkerExit.NATIVE_CRASH, 1, 4711, 134, 0, Duration.ZERO, 0, List.of(), "# SIGSEGV");
        assertThat(reported.describe()).doesNotContain("halt");
    }

    @Test
    void endThatWasAskedFor_saysByWhat() {
        assertThat(described(WorkerExit.CANCELLED, 137)).contains("was ended: its task was cancelled (SIGKILL)");
        assertThat(described(WorkerExit.TERMINATED, 143)).contains("was ended on request", "terminateJob", "(SIGTERM)");
    }

    @Test
    void portOfAnAgentThatAnotherWorkerHas_isSaidToBeThatOfAll() {
        DeathCertificate failed = new DeathCertificate(WorkerExit.START_FAILED, 2, 4711, 2, 0, Duration.ZERO, 0,
                List.of("ERROR: transport error 202: bind failed: Address already in use"), null);

        assertThat(failed.describe()).contains("did not become ready (exit code 2); a port that jvmArgs(...) names is that of each");
    }

    /** A program that was started from a directory which the next one's installation deleted. */
    @Test
    void workingDirectoryThatIsGone_isNamedWithWhatToDo() {
        DeathCertificate failed = new DeathCertificate(WorkerExit.START_FAILED, 2, 4711, 1, 0, Duration.ZERO, 0, List.of(
                "Error occurred during initialization of VM",
                "java.lang.Error: Properties init: Could not determine current working directory."), null);

        assertThat(failed.describe()).contains("(exit code 1); the directory where this program was started", "is gone",
                "workingDirectory(...)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.carom", "shop.shaded.carom"})
    void mainClassThatIsMissing_saysWhatMayHaveTakenIt(String where) {
        DeathCertificate failed = new DeathCertificate(WorkerExit.START_FAILED, 1, 4711, 1, 0, Duration.ZERO, 0,
                List.of("Ursache: java.lang.ClassNotFoundException: " + where + ".internal.child.WorkerMain"), null);

        assertThat(failed.describe()).contains("(exit code 1); its class path has not all of Carom", "minimizeJar", "classPath(...)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Java heap space | ran out of heap (OutOfMemoryError, exit code 3); raise -Xmx",
        "GC overhead limit exceeded | ran out of heap (OutOfMemoryError, exit code 3); raise -Xmx",
        "Metaspace | ran out of metaspace, where classes are (OutOfMemoryError, exit code 3); raise -XX:MaxMetaspaceSize",
        "Cannot reserve 8192 bytes of direct buffer memory | ran out of direct memory (OutOfMemoryError, exit code 3); raise -XX:MaxDirect",
        "Compressed class space | compressed class space (OutOfMemoryError, exit code 3); raise -XX:CompressedClassSpaceSize",
        "Requested array size exceeds VM limit | than a JVM allows (OutOfMemoryError, exit code 3); no -Xmx helps"
    })
    void lackOfMemory_saysOfWhich_andWhatHelps(String message, String words) {
        for (String before : List.of("Terminating due to ", "")) {
            DeathCertificate out = new DeathCertificate(WorkerExit.HEAP_OOM, 1, 4711, 3, 0, Duration.ZERO, 0,
                    List.of("loading", before + "java.lang.OutOfMemoryError: " + message), null);

            assertThat(out.describe()).contains(words);
        }
    }

    @Test
    void exitWithACodeThatASignalHasToo_isNoSignal() {
        DeathCertificate exited = new DeathCertificate(WorkerExit.EXITED, 1, 4711, 137, 0, Duration.ZERO, 0, List.of(), null);

        assertThat(exited.describe()).contains("exit code 137").doesNotContain("SIG");
        assertThat(exited.signal()).isEmpty();
    }

    @Test
    void placeOfTheTask_comesBeforeWhatTheWorkerPrinted() {
        DeathCertificate killed = new DeathCertificate(WorkerExit.HARD_TIMEOUT, 1, 4711, 137, 0, Duration.ZERO, 0,
                List.of("printed", "(carom: its task was at a.B.c(B.java:7))"), null);

        assertThat(killed.describe()).endsWith(
                "hard limit (SIGKILL); its task was at a.B.c(B.java:7); its last output:\n  printed");
    }

    /** Of a JVM that crashed where the file system was full. */
    @Test
    void emptyCrashReport_isNoReasonToLeaveOutWhatTheJvmPrinted() {
        DeathCertificate crashed = new DeathCertificate(WorkerExit.NATIVE_CRASH, 1, 4711, 134, 1, Duration.ofMillis(12), 0,
                List.of("#  SIGSEGV (0xb) at pc=0x01"), "\n");

        assertThat(crashed.describe()).contains("crashed in native code", "; its last output:\n  #  SIGSEGV").doesNotContain("report");
    }

    /** What the JVM guesses to be the reason was told as what had happened, and that it had crashed in native code. */
    @Test
    void memoryThatTheSystemDidNotGive_isNoCrashInNativeCode() {
        DeathCertificate crashed = new DeathCertificate(WorkerExit.NATIVE_CRASH, 1, 4711, 1, 1, Duration.ofMillis(12), 0,
                List.of("# There is insufficient memory for the Java Runtime Environment to continue.", "printed"), """
                #
                # There is insufficient memory for the Java Runtime Environment to continue.
                # Native memory allocation (malloc) failed to allocate 64 bytes. Error detail: AllocateHeap
                # Possible reasons:
                #   The system is out of physical RAM or swap space
                """);

        assertThat(crashed.describe()).isEqualTo("worker 1 (pid 4711) was given no memory beside its heap by the system (exit code 1)"
                + " while it ran the task (delivery 1, after 12 ms); " + MemoryShortage.NATIVE.remedy() + "; the JVM's report:\n"
                + "  Native memory allocation (malloc) failed to allocate 64 bytes. Error detail: AllocateHeap\n"
                + "its last output:\n  printed");
        DeathCertificate another = new DeathCertificate(WorkerExit.NATIVE_CRASH, 1, 4711, 1, 1, Duration.ofMillis(12), 0,
                crashed.output(), "#\n#  SIGSEGV (0xb) at pc=0x01\n");
        assertThat(another.describe()).contains("crashed in native code (exit code 1)").doesNotContain(MemoryShortage.NATIVE.remedy());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Could not reserve enough space for 9437184KB object heap",
        "Could not allocate compressed class space: 1073741824 bytes",
        "# There is insufficient memory for the Java Runtime Environment to continue."
    })
    void jvmThatDoesNotStartForWantOfMemory_isSaidToLackIt(String said) {
        assertThat(new DeathCertificate(WorkerExit.START_FAILED, 1, 4711, 1, 0, Duration.ZERO, 0, List.of(said), null).describe())
                .contains("did not become ready (exit code 1); " + MemoryShortage.NATIVE.remedy());
    }

    @Test
    void heapThatIsTooSmallForTheStart_isSaidToBeRaised() {
        DeathCertificate failed = new DeathCertificate(WorkerExit.START_FAILED, 1, 4711, 3, 0, Duration.ZERO, 0,
                List.of("Terminating due to java.lang.OutOfMemoryError: Java heap space"), null);

        assertThat(failed.describe()).contains("did not become ready (exit code 3); raise -Xmx with jvmArgs(...); its last output");
    }

    @Test
    void memoryLimit_isNamedBesideWhatTheWorkerUsed() {
        DeathCertificate killed = new DeathCertificate(WorkerExit.MEMORY_LIMIT, 1, 4711, 137, 1, Duration.ofMillis(12), 340L << 20,
                List.of("printed", "(carom: hardMemoryPerChild is 300 MiB)"), null);

        assertThat(killed.ending()).isEqualTo("was killed: it used more memory than the 300 MiB of hardMemoryPerChild (SIGKILL)");
        assertThat(killed.describe()).endsWith("after 12 ms); peak memory 340 MiB; raise that limit, or have tasks use less: an"
                + " -Xmx below it keeps the heap from growing so far; its last output:\n  printed");
    }

    private static String described(int exitCode) {
        return described(WorkerExit.EXITED, exitCode);
    }

    private static String described(WorkerExit cause, int exitCode) {
        return new DeathCertificate(cause, 1, 4711, exitCode, 0, Duration.ZERO, 0, List.of("why it failed"), null)
                .describe();
    }
}
