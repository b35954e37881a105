package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IoLoopTest {

    @Test
    void waitOfAYoungPoolWithoutADeadline_isPositive() {
        assertThat(IoLoop.millis(Long.MAX_VALUE)).isEqualTo(3_600_000);
        assertThat(IoLoop.millis(Long.MAX_VALUE - 1_000)).isEqualTo(3_600_000);
    }

    @Test
    void wait_isRoundedUp() {
        assertThat(IoLoop.millis(1)).isEqualTo(1);
        assertThat(IoLoop.millis(1_000_000)).isEqualTo(1);
        assertThat(IoLoop.millis(1_000_001)).isEqualTo(2);
    }
}
