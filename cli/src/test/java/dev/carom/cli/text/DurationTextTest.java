package dev.carom.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "2m, PT2M", "1h30m, PT1H30M", "1.5s, PT1.5S", "1m250ms, PT1M0.25S", "2d, PT48H",
        "0.0001ms, PT0.0000001S"})
    void numbersWithUnits_areAdded(String text, Duration expected) {
        assertThat(DurationText.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1 s", "1x", "30m1h", "1s2s", "1e3s", "PT1S", "٣s"})
    void anythingElse_isRefusedWithExamples(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 500ms")
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0ms", "0h0m", "999999999d"})
    void zeroAndAges_areOutOfRange(String text) {
        assertThatThrownBy(() -> DurationText.parse(text)).hasMessageContaining("above zero and at most");
    }

    @Test
    void shortly_showsTheTwoLargestUnits() {
        assertThat(DurationText.shortly(Duration.ofMillis(350))).isEqualTo("350ms");
        assertThat(DurationText.shortly(Duration.ofSeconds(12))).isEqualTo("12s");
        assertThat(DurationText.shortly(Duration.ofSeconds(185))).isEqualTo("3m05s");
        assertThat(DurationText.shortly(Duration.ofSeconds(7445))).isEqualTo("2h04m");
    }
}
