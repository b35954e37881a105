package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextSetTest {

    @Test
    void textThatWasAdded_isContained_andNoOther() {
        TextSet texts = new TextSet();
        for (int i = 0; i < 100_000; i++) {
            texts.add("input " + i);
            texts.add("input " + i);
        }
        assertThat(texts.size()).isEqualTo(100_000);
        for (int i = 0; i < 100_000; i++) {
            assertThat(texts.contains("input " + i)).isTrue();
            assertThat(texts.contains("other " + i)).isFalse();
        }
    }

    @Test
    void emptyAndUnusualTexts_areTextsToo() {
        TextSet texts = new TextSet();
        assertThat(texts.contains("")).isFalse();
        texts.add("");
        texts.add("n\u00e4m\u0435 \ud83d\ude00");
        assertThat(texts.contains("")).isTrue();
        assertThat(texts.contains("n\u00e4m\u0435 \ud83d\ude00")).isTrue();
        assertThat(texts.contains("n\u00e4m\u0435 \ud83d\ude01")).isFalse();
    }
}
