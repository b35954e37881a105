package dev.carom.internal.process;

import java.nio.charset.Charset;

/**
 * Cuts a stream of bytes into lines. A line longer than {@value #PIECE} bytes comes in pieces, so memory stays bounded
 * whatever a process writes. Bytes that are no text in the given charset come out as replacement characters.
 */
final class LineCutter {
    static final int PIECE = 8192;

    /** Takes the lines, on the thread that feeds the cutter. */
    interface Sink {
        /**
         * One line, without its end; or one piece of a line that is too long.
         *
         * @param first whether the line starts here
         * @param last whether it ends here
         */
        void line(String text, boolean first, boolean last);
    }

    private final Charset charset;
    private final Sink sink;
    private final byte[] pending = new byte[PIECE];
    private int length;
    private boolean first = true;
    private long position;

    LineCutter(Charset charset, Sink sink) {
        this.charset = charset;
        this.sink = sink;
    }

    /** How many bytes were taken, the end of the line that the sink is handed included. */
    long position() {
        return position;
    }

    void feed(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            position++;
            if (bytes[i] == '\n') {
                emit(true);
            } else {
                if (length == PIECE) {
                    emit(false);
                }
                pending[length++] = bytes[i];
            }
        }
    }

    /** The stream ended; what came after the last line end is a line too. */
    void end() {
        if (length > 0 || !first) {
            emit(true);
        }
    }

    private void emit(boolean last) {
        int carried = last ? 0 : partialCharacter();
        int end = length - carried;
        if (last && end > 0 && pending[end - 1] == '\r') {
            end--;
        }
        sink.line(new String(pending, 0, end, charset), first, last);
        System.arraycopy(pending, length - carried, pending, 0, carried);
        length = carried;
        first = last;
    }

    /** How many bytes at the end of a piece start a UTF-8 character that the next piece completes. */
    private int partialCharacter() {
        if (!charset.name().equals("UTF-8")) {
            return 0;
        }
        for (int back = 1; back <= 3; back++) {
            int b = pending[length - back] & 0xFF;
            if (b >= 0xC0) {
                int needed = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
                return needed > back ? back : 0;
            }
            if (b < 0x80) {
                return 0;
            }
        }
        return 0;
    }
}
