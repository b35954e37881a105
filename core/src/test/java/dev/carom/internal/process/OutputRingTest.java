package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputRingTest {
    private final OutputRing ring = new OutputRing();

    @Test
    void moreLinesThanItHolds_keepsTheLastInOrder() {
        for (int i = 0; i < 100; i++) {
            ring.addStart("line " + i);
        }

        assertThat(ring.snapshot()).hasSize(OutputRing.LINES).startsWith("line 60").endsWith("line 99");
    }

    @Test
    void longLine_isCutToItsStart() {
        ring.addStart("a" + "x".repeat(5000));

        assertThat(ring.snapshot()).singleElement().asString()
                .startsWith("ax").endsWith("x...").hasSize(OutputRing.LINE_CHARS);
    }

    @Test
    void endOfALongLine_isCutToItsEnd() {
        ring.addEnd("x".repeat(5000) + "z");

        assertThat(ring.snapshot()).singleElement().asString()
                .startsWith("...x").endsWith("xz").hasSize(OutputRing.LINE_CHARS);
    }
}
