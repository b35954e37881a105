package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.WorkerExit;
import dev.carom.internal.wire.ExitCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitDiagnosisTest {
    @ParameterizedTest
    @CsvSource({
        "0, EXITED", "1, EXITED", "3, EXITED", "7, EXITED", "255, EXITED", "137, SIGNALLED", "143, SIGNALLED",
        "129, SIGNALLED", "192, SIGNALLED", "193, EXITED", "134, SIGNALLED", "139, NATIVE_CRASH", "135, NATIVE_CRASH",
        "132, NATIVE_CRASH", "136, NATIVE_CRASH", ExitCode.PROTOCOL + ", PROTOCOL", ExitCode.HANDSHAKE + ", PROTOCOL",
        ExitCode.START_FAILED + ", START_FAILED", ExitCode.HOOK_STUCK + ", EXITED", ExitCode.PARENT_GONE + ", EXITED",
        ExitCode.FATAL + ", EXITED", ExitCode.OUT_OF_MEMORY + ", HEAP_OOM"
    })
    void exitCodeWithoutOutput_tellsTheCause(int code, WorkerExit cause) {
        assertThat(ExitDiagnosis.cause(code, List.of(), null, false)).isEqualTo(cause);
    }

    @Test
    void abortAfterAFatalError_isANativeCrash() {
        List<String> output = List.of("#", "# A fatal error has been detected by the Java Runtime Environment:");

        assertThat(ExitDiagnosis.cause(134, output, null, false)).isEqualTo(WorkerExit.NATIVE_CRASH);
    }

    @Test
    void crashReportWithoutCoreDump_isANativeCrashThoughTheJvmExitedByOne() {
        assertThat(ExitDiagnosis.cause(1, List.of(), "# SIGSEGV", false)).isEqualTo(WorkerExit.NATIVE_CRASH);
    }

    @Test
    void exitByThree_isHeapExhaustionOnlyWhereTheJvmSaysSo() {
        List<String> output = List.of("Terminating due to java.lang.OutOfMemoryError: Java heap space");

        assertThat(ExitDiagnosis.cause(3, output, null, false)).isEqualTo(WorkerExit.HEAP_OOM);
        assertThat(ExitDiagnosis.cause(4, output, null, false)).isEqualTo(WorkerExit.EXITED);
    }

    @Test
    void refusalForLackOfMemory_isNoConfigurationError() {
        List<String> output = List.of(
                "Error occurred during initialization of VM", "Could not reserve enough space for 8388608KB object heap");

        assertThat(ExitDiagnosis.isConfigurationError(1, output)).isFalse();
    }

    /** It broke the pool for good. */
    @ParameterizedTest
    @ValueSource(strings = {
        "Cannot create VM thread. Out of system resources.",
        "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached"
    })
    void refusalForLackOfThreads_isNoConfigurationError(String words) {
        assertThat(ExitDiagnosis.isConfigurationError(1, List.of("Error occurred during initialization of VM", words))).isFalse();
    }

    /** A pool in a program with another language tried again and again. */
    @Test
    void mainClassThatIsMissing_isAConfigurationErrorInAnyLanguage() {
        assertThat(ExitDiagnosis.isConfigurationError(1, List.of(
                "Fehler: Hauptklasse dev.carom.internal.child.WorkerMain konnte nicht gefunden oder geladen werden",
                "Ursache: java.lang.ClassNotFoundException: dev.carom.internal.child.WorkerMain"))).isTrue();
    }

    @Test
    void taskThatQuotesTheLauncherAndExitsOtherwise_isNoConfigurationError() {
        assertThat(ExitDiagnosis.isConfigurationError(2, List.of("Unrecognized VM option 'x'"))).isFalse();
    }

    @Test
    void sigkill_isTheKernels_whereItWasShortOfMemoryMeanwhile() {
        assertThat(ExitDiagnosis.cause(137, List.of(), null, true)).isEqualTo(WorkerExit.KERNEL_OOM);
        assertThat(ExitDiagnosis.cause(137, List.of(), null, false)).isEqualTo(WorkerExit.SIGNALLED);
        assertThat(ExitDiagnosis.cause(143, List.of(), null, true)).isEqualTo(WorkerExit.SIGNALLED);
    }

    @Test
    void oomKill_isSeen_alsoWhereAWorkerSeemedToLiveWhenItWasCounted() {
        AtomicLong count = new AtomicLong(1);
        OomKills kills = new OomKills(count::get);
        kills.look();
        assertThat(kills.grew()).isFalse();

        count.set(2);
        kills.look();
        assertThat(kills.grew()).isTrue();

        kills.look();
        assertThat(kills.grew()).as("it outlived it").isFalse();
    }

    @Test
    void oomKills_areReadFromBothFiles() {
        assertThat(OomKills.parse(List.of("low 0", "oom 2", "oom_kill 3", "oom_group_kill 0"))).isEqualTo(3);
        assertThat(OomKills.parse(List.of("nr_free_pages 1", "oom_kill 12"))).isEqualTo(12);
        assertThat(OomKills.parse(List.of())).isEqualTo(-1);
    }
}
