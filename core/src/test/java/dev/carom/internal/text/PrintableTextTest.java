package dev.carom.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
    @Test
    void controlCharacters_areShownAsQuestionMarks() {
        assertThat(PrintableText.of("a\r\nb\u001b[0m\u0085\t\u00e9")).isEqualTo("a??b?[0m??\u00e9");
        assertThat(PrintableText.isPrintable("a b")).isTrue();
        assertThat(PrintableText.isPrintable("a\tb")).isFalse();
    }

    @Test
    void longName_isCut() {
        assertThat(PrintableText.name("x".repeat(80))).isEqualTo("x".repeat(80));
        assertThat(PrintableText.name("\n" + "x".repeat(80))).isEqualTo("?" + "x".repeat(79) + "...");
    }
}
