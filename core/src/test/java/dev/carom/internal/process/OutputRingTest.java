package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputRingTest {
    private final OutputRing ring = new OutputRing();

    @Test
    void moreLinesThanItHolds_keepsTheLastInOrder() {
        for (int i = 0; i < 100; i++) {
            ring.addStart("line " + i, 0, i + 1);
        }

        assertThat(ring.snapshot()).hasSize(OutputRing.LINES).startsWith("line 60").endsWith("line 99");
    }

    @Test
    void longLine_isCutToItsStart() {
        ring.addStart("a" + "x".repeat(5000), 0, 1);

        assertThat(ring.snapshot()).singleElement().asString()
                .startsWith("ax").endsWith("x...").hasSize(OutputRing.LINE_CHARS);
    }

    @Test
    void endOfALongLine_isCutToItsEnd() {
        ring.addEnd("x".repeat(5000) + "z", 0, 1);

        assertThat(ring.snapshot()).singleElement().asString()
                .startsWith("...x").endsWith("xz").hasSize(OutputRing.LINE_CHARS);
    }

    @Test
    void linesOfTasksThatAreOver_areNotShown() {
        ring.addStart("old out", 0, 8);
        ring.addStart("old err", 1, 100);
        ring.addStart("new out", 0, 16);
        ring.tasksEndedAt(8, 100);
        ring.addStart("new err", 1, 108);

        assertThat(ring.snapshot()).containsExactly("new out", "new err");
    }
}
