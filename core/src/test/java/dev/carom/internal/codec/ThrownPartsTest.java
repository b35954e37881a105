package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class ThrownPartsTest {

    @Test
    void circle_isGoneRoundOnce() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        first.addSuppressed(second);
        second.addSuppressed(first);
        assertThat(ThrownParts.of(first)).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void causesWithoutEnd_areFollowedSoFar() {
        assertThat(ThrownParts.of(new Making(() -> new Making(() -> null)))).hasSize(2);
        assertThat(ThrownParts.of(endless())).hasSizeBetween(100, 10_000);
    }

    @Test
    void causeWhoseCodeThrows_isLeftOut() {
        Exception suppressed = new Exception();
        Throwable contrary = new Making(() -> {
            throw new UnsupportedOperationException();
        });
        contrary.addSuppressed(suppressed);
        assertThat(ThrownParts.of(contrary)).containsExactlyInAnyOrder(contrary, suppressed);
    }

    private static Throwable endless() {
        return new Making(ThrownPartsTest::endless);
    }

    /** Makes its cause at each call. */
    private static final class Making extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Supplier<Throwable> cause;

        Making(Supplier<Throwable> cause) {
            this.cause = cause;
        }

        @Override
        public synchronized Throwable getCause() {
            return cause.get();
        }
    }
}
