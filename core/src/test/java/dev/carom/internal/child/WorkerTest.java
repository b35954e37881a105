package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.wire.FrameType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
