package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.internal.wire.ExitCode;
import dev.carom.internal.wire.FrameType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that is told to poll before it blocks. It is seen by the processor time of its thread. */
@Timeout(300)
final class SpinTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    /** More than any idle thread takes between two looks. */
    private static final long MUCH = TimeUnit.MILLISECONDS.toNanos(3);

    private static final int TINY_TASKS = 50;

    private static void spin(TestParent parent, Duration atMost) throws IOException {
        parent.send(FrameType.SPIN, 0, ByteBuffer.allocate(8).putLong(atMost.toNanos()).array());
    }

    private static KernelThread taskThread(TestParent parent) throws IOException {
        return KernelThread.named("carom-task", parent);
    }

    /**
     * Between two looks nothing is sent. Where the machine held up the last task, the control thread reads, which never polls,
     * until another task has ended: so there are more tasks before each look.
     */
    private static void awaitPolling(TestParent parent, KernelThread thread) {
        AtomicLong before = new AtomicLong(Long.MAX_VALUE);
        await("polling").atMost(TestParent.GENEROUS).until(() -> {
            if (thread.processorTime() - before.get() > MUCH) {
                return true;
            }
            runTinyTasks(parent);
            before.set(thread.processorTime());
            return false;
        });
    }

    /** Tasks that are so short, in the end, that the thread which runs them reads by itself. */
    private static void runTinyTasks(TestParent parent) throws Exception {
        for (int attempt = 1; attempt <= TINY_TASKS; attempt++) {
            int number = attempt;
            parent.task(attempt, () -> number);
            assertThat(parent.result(attempt)).isEqualTo(number);
        }
    }

    @Test
    void pollsAfterATask_untilItIsToldNotTo() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            spin(parent, FOR_EVER);
            KernelThread thread = taskThread(parent);
            awaitPolling(parent, thread);
            spin(parent, Duration.ZERO);
            runTinyTasks(parent);
            thread.awaitSleep();
            runTinyTasks(parent);
        }
    }

    @Test
    void nothingComesForSoLong_sleeps_andIsThereForTheNextTask() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            spin(parent, Duration.ofMillis(1));
            KernelThread thread = taskThread(parent);
            for (int i = 0; i < 5; i++) {
                runTinyTasks(parent);
                thread.awaitSleep();
            }
        }
    }

    @Test
    void channelEndsWhileItPolls_leaves() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            spin(parent, FOR_EVER);
            awaitPolling(parent, taskThread(parent));
            parent.closeChannel();
            assertThat(parent.exitCode()).isEqualTo(ExitCode.PARENT_GONE);
        }
    }

    @Test
    void channelEndsAfterItHasPolled_leaves() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            spin(parent, Duration.ofMillis(1));
            runTinyTasks(parent);
            taskThread(parent).awaitSleep();
            parent.closeChannel();
            assertThat(parent.exitCode()).isEqualTo(ExitCode.PARENT_GONE);
        }
    }

    /** What the channel does not take at once is waited for, as it does not block any more. */
    @Test
    void resultsThatFillTheChannel_comeWholeAndInOrder() throws Exception {
        TestParent.Options options = new TestParent.Options();
        options.maxPayload = 16 << 20;
        try (TestParent parent = TestParent.ready(options)) {
            spin(parent, Duration.ofMillis(1));
            runTinyTasks(parent);
            for (int size : List.of(100, 12 << 20, 50_000, 3 << 20)) {
                parent.task(size, () -> new byte[size]);
                assertThat((byte[]) parent.result(size)).hasSize(size);
            }
        }
    }
}
