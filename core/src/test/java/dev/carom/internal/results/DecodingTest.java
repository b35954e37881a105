package dev.carom.internal.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.error.ResultDecodingException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a result that cannot be decoded. */
class DecodingTest {
    private static final Outcome.Success TOO_LARGE = new Undecodable(new OutOfMemoryError("Java heap space"));

    @Test
    void resultThatIsLargerThanTheHeap_isShownWithItsSizeAndWhatHelps() {
        assertThat(failureOf(TOO_LARGE))
                .hasMessageContaining("its result of 61000000 bytes took more memory than this JVM has")
                .hasMessageContaining("Java heap space")
                .hasMessageContaining("-Xmx")
                .hasMessageContaining("write to a file");
    }

    @Test
    void resultsOfAMap_areCountedTogether() {
        assertThat(new Gathered(2, 1, List.of(TOO_LARGE, TOO_LARGE)).encodedBytes()).isEqualTo(122_000_000);
    }

    @Test
    void resultThatFailsOtherwise_isNotBlamedOnMemory() {
        assertThat(failureOf(new Undecodable(new StackOverflowError())))
                .hasMessage("the task succeeded, but decoding its result threw java.lang.StackOverflowError");
    }

    private static Throwable failureOf(Outcome.Success answer) {
        Throwable failure = ((Settled.Failed) Decoding.settle(answer)).cause();
        assertThat(failure).isInstanceOf(ResultDecodingException.class);
        return failure;
    }

    private record Undecodable(Error error) implements Outcome.Success {
        @Override
        public Object decode() {
            throw error;
        }

        @Override
        public long encodedBytes() {
            return 61_000_000;
        }

        @Override
        public boolean allSucceeded() {
            return true;
        }
    }
}
