package dev.carom.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.wire.TaskHeader;
import org.junit.jupiter.api.Test;

/** What reaches a worker's thread, and when. Played on the thread of the test, which is none of a worker's. */
class ThreadWorkerTest {
    private static final WorkerSetup SETUP = new WorkerSetup("test", null, 1024, 0, true, null, null, new byte[0], new byte[0]);

    private final ThreadWorker worker = new ThreadWorker(SETUP, 1, null);

    private static AttemptContext attempt(long number) {
        return new AttemptContext(number, new TaskHeader(1, 0, 1, ""), null, SETUP);
    }

    @Test
    void softLimitBeforeTheAttemptIsUnderWay_isNotForgotten() {
        AttemptContext context = attempt(7);
        worker.strike(7);
        assertThat(worker.enterTask(context)).isTrue();
        assertThat(context.softLimitPassed()).isTrue();
        assertThat(worker.enterCodec()).isTrue();
    }

    @Test
    void softLimitOfAnAttemptThatIsOver_doesNotReachTheNext() {
        worker.enterTask(attempt(7));
        worker.enterLoop();
        worker.strike(7);
        AttemptContext next = attempt(8);
        worker.enterTask(next);
        worker.strike(7);
        assertThat(next.softLimitPassed()).isFalse();
        assertThat(worker.enterCodec()).isFalse();
    }

    @Test
    void abandonedWorker_takesNothingAndBeginsNothing() {
        worker.deliver(7, new TaskHeader(0, 0, 1, ""), new byte[0]);
        worker.abandon();
        assertThat(worker.take()).isNull();
        assertThat(worker.enterTask(attempt(7))).isFalse();
    }

    @Test
    void whatWasTakenBack_isNotTaken() {
        worker.deliver(7, new TaskHeader(0, 0, 1, ""), new byte[0]);
        worker.deliver(8, new TaskHeader(0, 0, 1, ""), new byte[0]);
        assertThat(worker.revoke(8)).isTrue();
        assertThat(worker.revoke(8)).isFalse();
        assertThat(worker.close()).containsExactly(7L);
        assertThat(worker.take()).isNull();
    }
}
