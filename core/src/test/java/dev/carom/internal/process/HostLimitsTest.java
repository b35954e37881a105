package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLimitsTest {
    @ParameterizedTest
    @CsvSource({"8192, 1, 2048", "8192, 2, 2048", "8192, 4, 1024", "8192, 64, 64", "8192, 1000, 64", "100, 1, 64"})
    void heap_isAQuarterAtMostAndAShareOfHalfAndNeverBelowTheFloor(long memory, int workers, long heap) {
        assertThat(new HostLimits(memory << 20, 4).heapOf(workers)).isEqualTo(heap << 20);
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 8", "8, 3, 3", "8, 8, 1", "2, 16, 1"})
    void processors_areAnEvenShareRoundedUp(int processors, int workers, int share) {
        assertThat(new HostLimits(1 << 30, processors).processorsOf(workers)).isEqualTo(share);
    }
}
