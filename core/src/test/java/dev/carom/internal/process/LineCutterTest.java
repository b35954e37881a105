package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineCutterTest {
    private final List<String> lines = new ArrayList<>();
    private final LineCutter cutter = new LineCutter(
            StandardCharsets.UTF_8, (text, first, last) -> lines.add((first ? "" : "~") + text + (last ? "" : "~")));

    @Test
    void linesSplitOverReads_comeWhole() {
        feed("one\ntw");
        feed("o\r\n\nthree");
        cutter.end();

        assertThat(lines).containsExactly("one", "two", "", "three");
    }

    @Test
    void endAfterALineEnd_addsNoEmptyLine() {
        feed("one\n");
        cutter.end();

        assertThat(lines).containsExactly("one");
    }

    @Test
    void lineLongerThanAPiece_comesInPiecesThatSayWhereItStartsAndEnds() {
        feed("x".repeat(2 * LineCutter.PIECE + 10) + "\nnext\n");

        String piece = "x".repeat(LineCutter.PIECE);
        assertThat(lines).containsExactly(piece + "~", "~" + piece + "~", "~" + "x".repeat(10), "next");
    }

    @Test
    void characterOnTheBorderOfAPiece_staysWhole() {
        for (int shift = 0; shift < 5; shift++) {
            lines.clear();
            String text = "x".repeat(LineCutter.PIECE - shift) + "\ud83d\ude00\u20ac\u00e4" + "y".repeat(20);
            feed(text + "\n");

            assertThat(String.join("", lines).replace("~", "")).isEqualTo(text);
        }
    }

    @Test
    void bytesThatAreNoText_comeOutAsReplacementCharacters() {
        byte[] garbage = new byte[3 * LineCutter.PIECE];
        java.util.Arrays.fill(garbage, (byte) 0x80);
        cutter.feed(garbage, garbage.length);
        cutter.feed(new byte[] {(byte) 0xF0, '\n'}, 2);

        assertThat(String.join("", lines)).matches("[\ufffd~]+").hasSizeGreaterThan(garbage.length);
    }

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        cutter.feed(bytes, bytes.length);
    }
}
