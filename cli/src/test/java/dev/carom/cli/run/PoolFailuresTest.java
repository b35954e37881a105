package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.cli.task.Failure;
import dev.carom.cli.task.Reply;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.TaskStack;
import dev.carom.error.TimeLimitExceededException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolFailuresTest {

    @Test
    void timeLimit_saysHowLongAndWhereInTheFunction() {
        TaskStack stack = new TaskStack("carom-task", new StackTraceElement[] {
            new StackTraceElement("app", "java.base", "17", "java.util.ArrayList", "add", "ArrayList.java", 5),
            new StackTraceElement("carom-task", null, null, "Tasks", "act", "Tasks.java", 17)
        });
        Reply reply = PoolFailures.reply(
                new TimeLimitExceededException(false, Duration.ofMillis(1010), Duration.ofSeconds(1), 77, stack), 0);

        assertThat(reply.failure()).isEqualTo(new Failure("TimeLimitExceededException",
                "ran for 1010 ms, over its limit of 1000 ms, and was killed", "Tasks.java:17"));
        assertThat(reply.pid()).isEqualTo(77);
        assertThat(reply.nanos()).isEqualTo(1_010_000_000);
        assertThat(reply.started()).isPositive();
    }

    @Test
    void tooLargeResult_saysTheLimit() {
        Reply reply = PoolFailures.reply(new PayloadTooLargeException(true, 2000, 1000), 77);

        assertThat(reply.failure()).isEqualTo(
                new Failure("PayloadTooLargeException", "the result takes more than 1000 bytes", ""));
        assertThat(reply.pid()).isEqualTo(77);
    }

    @Test
    void message_isOneLineInTheWordsOfTheCommandLine() {
        assertThat(PoolFailures.inOurWords("pool map is broken: worker 1 did not start (exit code 1); its last output:\n  more"))
                .isEqualTo("worker 1 did not start (exit code 1)");
        assertThat(PoolFailures.inOurWords("jvmArgs: -jar would")).isEqualTo("--jvm-arg: -jar would");
    }
}
