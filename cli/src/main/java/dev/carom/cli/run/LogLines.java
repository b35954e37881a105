package dev.carom.cli.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The whole lines of a file, and where in it they end. What follows the last line's end is not a line. */
final class LogLines {
    private final InputStream stream;
    private long end;
    private long number;

    LogLines(InputStream stream) {
        this.stream = stream;
    }

    @Nullable String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = stream.read(); b >= 0; b = stream.read()) {
            if (b == '\n') {
                end += line.size() + 1;
                number++;
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(b);
        }
        return null;
    }

    /** Bytes from the beginning to the end of the last line. */
    long end() {
        return end;
    }

    /** Of the last line, from 1. */
    long number() {
        return number;
    }
}
