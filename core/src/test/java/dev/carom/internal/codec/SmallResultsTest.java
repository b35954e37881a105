package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallResultsTest {
    private final ResultDecoder usual = new ResultDecoder(null, List.of());

    @Test
    void smallValue_isDecodedAsEverywhereElse() {
        for (Object value : Arrays.asList(null, true, false, 0, 1, -1, 127, 128, Integer.MAX_VALUE, Integer.MIN_VALUE, 0L, -1L,
                1L << 61, -(1L << 61))) {
            byte[] payload = encoded(value);

            assertThat(SmallResults.decode(ByteBuffer.wrap(payload))).isEqualTo(value);
            assertThat(usual.decode(ByteBuffer.wrap(payload))).isEqualTo(value);
        }
    }

    @Test
    void anythingElse_isLeftToOthers() {
        for (Object value : List.of("", "text", 1.5, 'c', (byte) 1, List.of(), new int[] {1}, Long.MAX_VALUE, Long.MIN_VALUE)) {
            assertThat(SmallResults.decode(ByteBuffer.wrap(encoded(value)))).isSameAs(SmallResults.NONE);
        }
    }

    /** What the usual decoder finds fault with is not taken for a value. */
    @Test
    void brokenPayload_isLeftToOthers() {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] payload = new byte[random.nextInt(13)];
            random.nextBytes(payload);
            if (payload.length > 0) {
                payload[0] = (byte) random.nextInt(10);
            }
            Object decoded = SmallResults.decode(ByteBuffer.wrap(payload));
            if (decoded != SmallResults.NONE) {
                assertThat(usual.decode(ByteBuffer.wrap(payload))).isEqualTo(decoded);
            } else {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 199_999);
    }

    @Test
    void payload_isLeftAsItIs_whereverItBegins() {
        ByteBuffer body = ByteBuffer.allocate(10).position(3).put(encoded(300)).flip().position(3);

        assertThat(SmallResults.decode(body)).isEqualTo(300);
        assertThat(body.position()).isEqualTo(3);
    }

    private static byte[] encoded(Object value) {
        ResultEncoder.Encoded encoded = (ResultEncoder.Encoded) new ResultEncoder(1 << 20).encode(value);
        ByteBuffer all = ByteBuffer.allocate(100);
        encoded.pieces().forEach(all::put);
        return Arrays.copyOf(all.array(), all.position());
    }
}
