package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLimitsTest {
    @ParameterizedTest
    @CsvSource({"8192, 1, 2048", "8192, 2, 2048", "8192, 4, 1024", "8192, 64, 64", "8192, 1000, 64", "100, 1, 64"})
    void heap_isAQuarterAtMostAndAShareOfHalfAndNeverBelowTheFloor(long memory, int workers, long heap) {
        assertThat(new HostLimits(memory << 20, 4, Long.MAX_VALUE).heapOf(workers)).isEqualTo(heap << 20);
    }

    @ParameterizedTest
    @CsvSource({"4096, 1, 1024", "4096, 64, 64", "100, 1, 64", "65536, 1, 2048"})
    void heap_isAQuarterOfTheAddressSpaceAtMost(long addressSpace, int workers, long heap) {
        assertThat(new HostLimits(8192L << 20, 4, addressSpace << 20).heapOf(workers)).isEqualTo(heap << 20);
    }

    /** No pool could be made there, as with JDK 17 in a control group's namespace of its own (version 1). */
    @Test
    void jdkThatFailsToReadControlGroups_doesNotKeepAPoolFromItsStart() {
        long byTheHeap = 4 * Runtime.getRuntime().maxMemory();
        assertThat(HostLimits.memory(() -> {
            throw new NullPointerException("because \"anyController\" is null");
        })).isEqualTo(byTheHeap);
        assertThat(HostLimits.memory(() -> {
            throw new ExceptionInInitializerError("and then NoClassDefFoundError");
        })).isEqualTo(byTheHeap);
    }

    @Test
    void limitOfTheAddressSpace_isThatOfTheProcess() {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max resident set          unlimited            unlimited            bytes
                Max address space         4096000000           unlimited            bytes
                """;

        assertThat(ProcFs.addressSpaceLimit(limits)).isEqualTo(4_096_000_000L);
        assertThat(ProcFs.addressSpaceLimit(limits.replace("4096000000", "unlimited "))).isEqualTo(Long.MAX_VALUE);
        assertThat(ProcFs.addressSpaceLimit("")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 8", "8, 3, 3", "8, 8, 1", "2, 16, 1"})
    void processors_areAnEvenShareRoundedUp(int processors, int workers, int share) {
        assertThat(new HostLimits(1 << 30, processors, Long.MAX_VALUE).processorsOf(workers)).isEqualTo(share);
    }

    @Test
    void firstHeap_isNoLargerThanTheLargest() {
        assertThat(new HostLimits(64L << 30, 8, Long.MAX_VALUE).firstHeapOf(4)).isEqualTo(96L << 20);
        assertThat(new HostLimits(1L << 30, 8, Long.MAX_VALUE).firstHeapOf(8)).isEqualTo(64L << 20);
    }
}
