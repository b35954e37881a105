package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.error.SoftTimeLimitExceededException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HiddenLimitTest {
    private final SoftTimeLimitExceededException limit =
            new SoftTimeLimitExceededException(Duration.ofSeconds(2), Duration.ofSeconds(1), 7);

    @Test
    void limitThatStruckWhileTheJvmLinked_isFoundInWhatItMadeOfThat() {
        assertThat(HiddenLimit.unwrap(new ExceptionInInitializerError(limit))).isSameAs(limit);
        assertThat(HiddenLimit.unwrap(new BootstrapMethodError(new IllegalStateException(limit)))).isSameAs(limit);
        assertThat(HiddenLimit.unwrap(new InternalError("a lambda form", limit))).isSameAs(limit);
    }

    @Test
    void whatElseWasThrown_isLeftAsItIs() {
        RuntimeException wrapped = new IllegalStateException(limit);
        assertThat(HiddenLimit.unwrap(wrapped)).as("a task's own").isSameAs(wrapped);
        Error other = new InternalError("no limit", new IllegalStateException());
        assertThat(HiddenLimit.unwrap(other)).isSameAs(other);
    }

    @Test
    void causeWhoseOwnCodeThrows_isLeftAsItIs() {
        Error failed = new ExceptionInInitializerError(new IllegalStateException() {
            private static final long serialVersionUID = 1;

            @Override
            public synchronized Throwable getCause() {
                throw new UnsupportedOperationException();
            }
        });
        assertThat(HiddenLimit.unwrap(failed)).isSameAs(failed);
    }
}
