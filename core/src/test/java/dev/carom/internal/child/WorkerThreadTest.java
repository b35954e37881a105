package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.wire.ExitCode;
import org.junit.jupiter.api.Test;

class WorkerThreadTest {
    @Test
    void lackOfThreads_isNotTakenForAFullHeap() {
        assertThat(WorkerThread.exitCode(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
                .isEqualTo(ExitCode.FATAL);
        assertThat(WorkerThread.exitCode(new OutOfMemoryError("Java heap space"))).isEqualTo(ExitCode.OUT_OF_MEMORY);
        assertThat(WorkerThread.exitCode(new OutOfMemoryError())).isEqualTo(ExitCode.OUT_OF_MEMORY);
        assertThat(WorkerThread.exitCode(new IllegalStateException())).isEqualTo(ExitCode.FATAL);
    }
}
