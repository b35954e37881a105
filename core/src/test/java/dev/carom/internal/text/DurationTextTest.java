package dev.carom.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ns",
        "PT0.000000001S, 1 ns",
        "PT0.000009999S, 9999 ns",
        "PT0.000002S, 2 us",
        "PT0.000250S, 250 us",
        "PT0.0095S, 9500 us",
        "PT0.005S, 5 ms",
        "PT0.034567S, 34 ms",
        "PT1.5S, 1500 ms",
        "PT9.999S, 9999 ms",
        "PT10S, 10 s",
        "PT12.57S, 12.5 s",
        "PT9M59S, 599 s",
        "PT10M, 10 min",
        "PT1H, 1 h",
        "PT90M, 1 h 30 min",
        "P2D, 48 h",
    })
    void duration_readsInTheUnitThatShowsIt(Duration duration, String text) {
        assertThat(DurationText.of(duration)).isEqualTo(text);
    }
}
