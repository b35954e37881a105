package dev.carom.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BlocksTest {
    @Test
    void blocksThatWereLetGoOf_areOfNoPayload_andOfNoLimit() throws ProtocolException {
        Blocks blocks = new Blocks(Block.LEAST);
        byte[] block = new byte[Block.LEAST];
        blocks.add(1, block);
        blocks.drop();

        assertThat(blocks.take(2)).isEmpty();
        blocks.add(2, block);
        assertThat(blocks.take(2)).containsExactly(block);
    }
}
