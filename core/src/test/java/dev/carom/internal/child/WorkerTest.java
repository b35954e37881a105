package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.TaskHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class WorkerTest {

    @Test
    void task_runs() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            parent.task(1, () -> 6 * 7);
            assertThat(parent.result(1)).isEqualTo(42);
            parent.send(FrameType.EXIT, 0);
            assertThat(parent.exitCode()).isZero();
        }
    }

    /** A busy machine may let a limit pass before the thread that has accepted the task goes on. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void softLimitThatComesBeforeTheTaskBegins_strikesIt_andNoOther(boolean raise) throws Exception {
        TestParent.Options options = new TestParent.Options();
        options.raise = raise;
        try (TestParent parent = TestParent.ready(options)) {
            Duration limit = Duration.ofMillis(20);
            parent.task(1, () -> 1);
            assertThat(parent.result(1)).isEqualTo(1);
            parent.softLimit(1, limit); // too late
            ByteBuffer task = parent.frames(2, () -> {
                new Semaphore(0).acquire();
                return 0;
            }, new TaskHeader(limit.toNanos(), 0, 1, ""));

            parent.write(TestParent.join(List.of(FrameWriter.frame(FrameType.SOFT_LIMIT, 2,
                    TestParent.softLimitBody(limit)), task)));

            assertThat(parent.failure(2))
                    .isExactlyInstanceOf(raise ? SoftTimeLimitExceededException.class : InterruptedException.class);
            parent.task(3, () -> Thread.currentThread().isInterrupted());
            assertThat(parent.result(3)).isEqualTo(false);
        }
    }
}
