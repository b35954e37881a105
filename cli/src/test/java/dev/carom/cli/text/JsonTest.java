package dev.carom.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
    private record Point(int x, @Nullable String name, List<Double> more) {}

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(null, "null"),
                Arguments.of("a\"b\n", "\"a\\\"b\\n\""),
                Arguments.of(new StringBuilder("s"), "\"s\""),
                Arguments.of('c', "\"c\""),
                Arguments.of(42, "42"),
                Arguments.of((byte) -1, "-1"),
                Arguments.of(Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of(BigInteger.TWO.pow(70), "1180591620717411303424"),
                Arguments.of(new BigDecimal("1.10"), "1.10"),
                Arguments.of(0.5, "0.5"),
                Arguments.of(1.5f, "1.5"),
                Arguments.of(Double.NaN, "\"NaN\""),
                Arguments.of(Float.NEGATIVE_INFINITY, "\"-Infinity\""),
                Arguments.of(true, "true"),
                Arguments.of(List.of(1, "a", List.of()), "[1,\"a\",[]]"),
                Arguments.of(Set.of(1), "[1]"),
                Arguments.of(new int[] {1, 2}, "[1,2]"),
                Arguments.of(new String[][] {{"a"}, {}}, "[[\"a\"],[]]"),
                Arguments.of(Map.of(1, List.of(true)), "{\"1\":[true]}"),
                Arguments.of(new Point(1, null, List.of(2.0)), "{\"x\":1,\"name\":null,\"more\":[2.0]}"),
                Arguments.of(Optional.of(3), "3"),
                Arguments.of(Optional.empty(), "null"),
                Arguments.of(IntStream.of(3, 4).max(), "4"),
                Arguments.of(LongStream.empty().max(), "null"),
                Arguments.of(IntStream.of(1, 2).average(), "1.5"),
                Arguments.of(TimeUnit.DAYS, "\"DAYS\""),
                Arguments.of(Path.of("a", "b"), "\"a/b\""),
                Arguments.of("half \ud83d", "\"half \\ud83d\""),
                Arguments.of("whole \ud83d\ude00", "\"whole \ud83d\ude00\""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void value_isWrittenAsWhatItIs(@Nullable Object value, String json) throws Exception {
        assertThat(Json.of(value)).isEqualTo(json);
    }

    @Test
    void listThatHoldsItself_isRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatThrownBy(() -> Json.of(list)).hasMessageContaining("holds itself");
    }

    @Test
    void whatAValueThrows_isThrown() {
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        };

        assertThatThrownBy(() -> Json.of(List.of(hostile))).isInstanceOf(IllegalStateException.class).hasMessage("no text");
    }
}
