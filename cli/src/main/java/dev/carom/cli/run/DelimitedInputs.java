package dev.carom.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Inputs from a stream of UTF-8: one a line, where a carriage return before the line's end belongs to the end, or each
 * ended by NUL. The last one needs no end. An empty line is an empty input.
 */
public final class DelimitedInputs implements InputSource {
    private static final int LONGEST = 64 << 20;

    private final InputStream stream;
    private final byte delimiter;
    private byte[] buffer = new byte[64 << 10];
    private int from;
    private int to;
    private long number;

    public DelimitedInputs(InputStream stream, boolean nul) {
        this.stream = stream;
        this.delimiter = (byte) (nul ? 0 : '\n');
    }

    @Override
    public long total() {
        return -1;
    }

    @Override
    public @Nullable Input next() throws IOException {
        int scanned = from;
        boolean tooLong = false;
        while (true) {
            for (int i = scanned; i < to; i++) {
                if (buffer[i] == delimiter) {
                    int start = from;
                    from = i + 1;
                    return input(start, i, tooLong);
                }
            }
            if (to - from > LONGEST) {
                tooLong = true;
                to = from + 100; // enough to be recognized by
            }
            makeRoom();
            scanned = to;
            int count = stream.read(buffer, to, buffer.length - to);
            if (count < 0) {
                int start = from;
                from = to;
                return start == to ? null : input(start, to, tooLong);
            }
            to += count;
        }
    }

    private void makeRoom() {
        if (to == buffer.length) {
            buffer = from > 0 ? Arrays.copyOfRange(buffer, from, from + buffer.length) : Arrays.copyOf(buffer, 2 * to);
            to -= from;
            from = 0;
        }
    }

    private Input input(int start, int end, boolean tooLong) {
        int last = delimiter == '\n' && end > start && buffer[end - 1] == '\r' ? end - 1 : end;
        String text = new String(buffer, start, last - start, StandardCharsets.UTF_8);
        number++;
        if (tooLong) {
            return new Input(number, text.substring(0, Math.min(100, text.length())),
                    "input " + number + " is longer than " + LONGEST + " bytes");
        }
        boolean suspect = text.indexOf('\uFFFD') >= 0;
        return new Input(number, text, suspect && !isUtf8(start, last) ? "input " + number + " is not valid UTF-8" : null);
    }

    private boolean isUtf8(int start, int end) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, start, end - start));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
