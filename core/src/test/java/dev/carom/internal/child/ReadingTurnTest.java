package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread of a worker reads. */
@Timeout(300)
final class ReadingTurnTest {
    private static final int TINY_TASKS = 20;

    /** Returned at once, and long in being written: the control thread begins to read meanwhile. */
    private static final byte[] LARGE = new byte[16 << 20];

    private static Task<Integer, RuntimeException> lengthOf(byte[] argument) {
        return () -> argument.length;
    }

    private static void runTinyTasks(TestParent parent) throws Exception {
        for (int attempt = 1; attempt <= TINY_TASKS; attempt++) {
            parent.task(attempt, lengthOf(new byte[1]));
            assertThat(parent.result(attempt)).isEqualTo(1);
        }
    }

    /** The control thread would look for the next piece of it only after a while, again and again. */
    @Test
    void longFrameBeginsWithTheControlThread_taskThreadThatWaitsReadsTheRest() throws Exception {
        TestParent.Options options = new TestParent.Options();
        options.maxPayload = 32 << 20;
        byte[] argument = new byte[LARGE.length];
        try (TestParent parent = TestParent.ready(options)) {
            KernelThread task = KernelThread.named("carom-task", parent);
            KernelThread control = KernelThread.named("carom-control", parent);
            await("both have read").atMost(TestParent.GENEROUS).until(() -> {
                runTinyTasks(parent);
                parent.task(100, () -> LARGE);
                assertThat((byte[]) parent.result(100)).hasSize(LARGE.length);
                long taskBefore = task.bytesRead();
                long controlBefore = control.bytesRead();
                parent.task(101, lengthOf(argument));
                assertThat(parent.result(101)).isEqualTo(argument.length);
                return control.bytesRead() > controlBefore && task.bytesRead() - taskBefore > argument.length / 2;
            });
        }
    }
}
