package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ReadAheadTest {
    private static final long LARGE = 1 << 20;

    /** How many were read from the source. */
    private final AtomicLong read = new AtomicLong();

    @Test
    void total_isKnownBeforeTheFirstIsTaken_andInputsKeepTheirOrder() throws IOException {
        ReadAhead inputs = ReadAhead.start(source(100, number -> null), LARGE);
        while (inputs.total() < 0) {
            Thread.onSpinWait();
        }

        assertThat(inputs.total()).isEqualTo(100);
        for (long number = 1; number <= 100; number++) {
            assertThat(inputs.next()).isEqualTo(input(number));
        }
        assertThat(inputs.next()).isNull();
        assertThat(inputs.next()).as("again").isNull();
    }

    @Test
    void noMoreIsHeldThanTheBudgetAllows() throws IOException {
        int few = 8;
        ReadAhead inputs = ReadAhead.start(source(20_000, number -> null), few * 65);

        for (long taken = 0; inputs.next() != null; ) {
            taken++;
            assertThat(read.get() - taken).isLessThanOrEqualTo(few + 1); // and one that waits for its place
        }
        assertThat(inputs.total()).isEqualTo(20_000);
    }

    @Test
    void failure_comesAfterWhatWasRead_andLeavesTheTotalUnknown() throws IOException {
        ReadAhead inputs = ReadAhead.start(source(3, number -> number == 3 ? new IOException("torn") : null), LARGE);

        assertThat(inputs.next()).isEqualTo(input(1));
        assertThat(inputs.next()).isEqualTo(input(2));
        assertThatThrownBy(inputs::next).isInstanceOf(IOException.class).hasMessage("torn");
        assertThat(inputs.total()).isEqualTo(-1);
    }

    @Test
    void error_isThrownAsItIs() {
        ReadAhead inputs = ReadAhead.start(source(1, number -> new OutOfMemoryError("full")), LARGE);

        assertThatThrownBy(inputs::next).isInstanceOf(OutOfMemoryError.class).hasMessage("full");
    }

    private InputSource source(long count, LongFunction<@Nullable Throwable> failures) {
        return new InputSource() {
            @Override
            public @Nullable Input next() throws IOException {
                long number = read.get() + 1;
                if (number > count) {
                    return null;
                }
                Throwable failure = failures.apply(number);
                if (failure instanceof Error error) {
                    throw error;
                }
                if (failure instanceof IOException e) {
                    throw e;
                }
                read.set(number);
                return input(number);
            }

            @Override
            public long total() {
                return -1;
            }
        };
    }

    private static Input input(long number) {
        return new Input(number, "i", null);
    }
}
