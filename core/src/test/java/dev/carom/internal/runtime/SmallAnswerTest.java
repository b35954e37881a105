package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SmallAnswerTest {
    static Stream<Object> values() {
        return Stream.concat(
                Stream.of(Integer.MIN_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE, 0L, 1L, true, false),
                IntStream.rangeClosed(-130, 130).boxed());
    }

    @ParameterizedTest
    @MethodSource("values")
    void value_isWhatWasAnswered(Object value) {
        assertThat(SmallAnswer.of(value).value()).isEqualTo(value);
        assertThat(SmallAnswer.of(value).decode()).isEqualTo(value);
    }

    @Test
    void nothing_isAnAnswer() {
        assertThat(SmallAnswer.of(null).value()).isNull();
    }
}
