package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelimitedInputsTest {

    @Test
    void lines_areInputs_emptyOnesToo() throws IOException {
        assertThat(texts(lines("a\n\n b \nc d"))).containsExactly("a", "", " b ", "c d");
    }

    @Test
    void nothing_isNoInput_andALineEndIsOne() throws IOException {
        assertThat(texts(lines(""))).isEmpty();
        assertThat(texts(lines("\n"))).containsExactly("");
    }

    @Test
    void carriageReturnBeforeTheLineEnd_belongsToIt() throws IOException {
        assertThat(texts(lines("a\r\nb\rc\r\n\r\nd\r"))).containsExactly("a", "b\rc", "", "d");
    }

    @Test
    void nulSeparated_keepsEverythingElse() throws IOException {
        assertThat(texts(new DelimitedInputs(bytes("a\nb\r\0\0c"), true))).containsExactly("a\nb\r", "", "c");
    }

    @Test
    void inputsLongerThanTheBuffer_andSplitReads_comeWhole() throws IOException {
        String longOne = "é".repeat(100_000);
        InputStream oneByteAtATime = new InputStream() {
            private final InputStream bytes = bytes(longOne + "\nshort\n" + longOne);

            @Override
            public int read() throws IOException {
                return bytes.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                return bytes.read(buffer, offset, Math.min(count, 7));
            }
        };

        assertThat(texts(new DelimitedInputs(oneByteAtATime, false))).containsExactly(longOne, "short", longOne);
    }

    @Test
    void invalidUtf8_isAProblemOfThatInputAlone() throws IOException {
        byte[] bytes = {'a', '\n', (byte) 0xC3, 'x', '\n', (byte) 0xEF, (byte) 0xBF, (byte) 0xBD, '\n'};

        List<Input> inputs = all(new DelimitedInputs(new ByteArrayInputStream(bytes), false));

        assertThat(inputs).extracting(Input::problem).containsExactly(null, "input 2 is not valid UTF-8", null);
        assertThat(inputs.get(2).text()).isEqualTo("\uFFFD");
    }

    @Test
    void endlessLine_isAProblem_andTheNextLineIsRead() throws IOException {
        InputStream endless = new java.io.SequenceInputStream(new Xs(70L << 20), bytes("\nnext\n"));

        List<Input> inputs = all(new DelimitedInputs(endless, false));

        assertThat(inputs).hasSize(2);
        assertThat(inputs.get(0).problem()).contains("longer than");
        assertThat(inputs.get(0).text()).startsWith("xxx").hasSizeLessThan(200);
        assertThat(inputs.get(1)).isEqualTo(new Input(2, "next", null));
    }

    /** So many bytes, all the same. */
    private static final class Xs extends InputStream {
        private long left;

        Xs(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) {
            if (left <= 0) {
                return -1;
            }
            int some = (int) Math.min(left, count);
            java.util.Arrays.fill(buffer, offset, offset + some, (byte) 'x');
            left -= some;
            return some;
        }
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static DelimitedInputs lines(String text) {
        return new DelimitedInputs(bytes(text), false);
    }

    private static List<Input> all(InputSource source) throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (Input input = source.next(); input != null; input = source.next()) {
            inputs.add(input);
        }
        return inputs;
    }

    private static List<String> texts(InputSource source) throws IOException {
        return all(source).stream().map(Input::text).toList();
    }
}
