package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.DeathCertificate;
import dev.carom.WorkerExit;
import dev.carom.error.PoisonTaskException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.engine.Outcome;
import dev.carom.internal.results.Outcome.Failure;
import dev.carom.internal.wire.StackDump;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the exceptions say that tasks end with. */
class OutcomesTest {
    private static final long MS = 1_000_000;

    private static final Outcomes OUTCOMES = new Outcomes("p", false, new ResultDecoder(null, List.of()), 1 << 20,
            new Outcomes.Fates() {
                @Override
                public String killed(long pid) {
                    return "its worker (pid " + pid + ") was killed";
                }

                @Override
                public String signalled(int signal, long pid) {
                    throw new UnsupportedOperationException();
                }
            }, new EndCall("p"));

    private static Throwable timedOut(long limit, long soft, long stackWait, @Nullable Object stack) {
        Outcome outcome = new Outcome.TimedOut(false, 902 * MS, limit, 77, soft, stackWait, stack);
        return ((Failure) OUTCOMES.of(outcome, 0)).cause().get();
    }

    @Test
    void hardLimit_tellsOfTheSoftOneThatStruckBefore() {
        assertThat(timedOut(900 * MS, 300 * MS, 0, null)).isInstanceOf(TimeLimitExceededException.class).hasMessage(
                "the task ran for 902 ms, over its hard limit of 900 ms; its soft limit of 300 ms had struck, and did not end it;"
                        + " its worker (pid 77) was killed; raise timeout(...) if it needs longer");
    }

    @Test
    void missingStack_isExplainedWhereItWasWaitedFor() {
        StackDump dump = new StackDump("carom-task", List.of());

        assertThat(timedOut(900 * MS, 0, 200 * MS, null)).hasMessageContaining(
                "its stack did not come within 200 ms (stackWait): its process was stopped, out of memory or too busy");
        assertThat(timedOut(900 * MS, 0, 0, null)).hasMessageNotContaining("stack");
        assertThat(timedOut(900 * MS, 0, 200 * MS, dump)).hasMessageNotContaining("stack");
    }

    @Test
    void taskThatItsWorkersDidNotAccept_saysWhetherItHadRunBefore() {
        DeathCertificate certificate =
                new DeathCertificate(WorkerExit.HEAP_OOM, 1, 77, 3, 0, Duration.ZERO, 0, List.of(), null);
        for (boolean ran : new boolean[] {true, false}) {
            Outcome outcome = new Outcome.Unaccepted(List.of(certificate, certificate, certificate), ran);
            PoisonTaskException thrown = (PoisonTaskException) ((Failure) OUTCOMES.of(outcome, ran ? 1 : 0)).cause().get();

            assertThat(thrown.retryIsSafe()).isEqualTo(!ran);
            assertThat(thrown).hasMessageStartingWith("3 workers died while they received the task, before any code of it began"
                    + (ran ? " again, and" : ", and"));
        }
    }

    @Test
    void answer_isAsLargeAsItsPayloadAndTheBlocksBeforeIt() {
        Answer answer = new Answer(new ResultDecoder(null, List.of()), new byte[100], 16, List.of(new byte[1000], new byte[10]));

        assertThat(answer.encodedBytes()).isEqualTo(100 - 16 + 1010);
    }

    @Test
    void tinyLimit_isNotPrintedAsZero() {
        assertThat(timedOut(1, 0, 0, null)).hasMessageContaining("over its hard limit of 1 ns");
    }
}
