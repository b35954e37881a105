package dev.carom.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscapesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a\tb", "a\nb\r\n", "\\", "\\t", "\\\\n", "\0", "tab at the end\t", "é€😀"})
    void field_staysInItsColumnAndIsReadBack(String text) {
        String field = Escapes.field(text);

        assertThat(field).doesNotContain("\t", "\n", "\r", "\0");
        assertThat(Escapes.unescape(field)).isEqualTo(text);
    }

    @Test
    void field_isWrittenAsDocumented() {
        assertThat(Escapes.field("a\tb\nc\rd\0e\\f")).isEqualTo("a\\tb\\nc\\rd\\0e\\\\f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\", "\\x"})
    void unknownEscape_isRefused(String field) {
        assertThatThrownBy(() -> Escapes.unescape(field)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void line_isOneLineThatDoesNotSteerATerminal() {
        assertThat(Escapes.line("red \u001b[31m", 100)).isEqualTo("red ?[31m");
        assertThat(Escapes.line("one\ntwo", 100)).isEqualTo("one [...]");
        assertThat(Escapes.line("one\n", 100)).isEqualTo("one");
        assertThat(Escapes.line("abcdef", 3)).isEqualTo("abc [...]");
    }
}
