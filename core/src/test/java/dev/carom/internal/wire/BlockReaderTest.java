package dev.carom.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class BlockReaderTest {
    @Test
    void claimOfTheWholeLimit_allocatesOnlyInProportionToWhatCame() {
        BlockReader block = new BlockReader(double.class, Integer.MAX_VALUE - 7 & -8);
        assertThat(PrimitiveArrays.size(block.array())).isZero();
        block.take(ByteBuffer.allocate(1001));
        assertThat(PrimitiveArrays.size(block.array())).isBetween(1000L, 20 * 4096L);
    }
}
