package dev.carom.cli.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stderr, shared by messages, what the tasks print, and a status line at the bottom that gives way to the others.
 */
public final class Console extends OutputStream {
    private static final byte[] CLEAR = "\r\u001b[K".getBytes(StandardCharsets.US_ASCII);

    /** Around a status line: one that is too long for the terminal is cut there, as only its last row could be cleared. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final OutputStream stderr;
    private boolean statusShown;
    private boolean atLineStart = true;

    public Console(OutputStream stderr) {
        this.stderr = stderr;
    }

    /** Whether this process's stdin is a terminal. */
    public static boolean readsTerminal() {
        return isTerminal(0);
    }

    /** Whether this process's stderr is a terminal on which a line can be written anew. */
    public static boolean isTerminal() {
        return isTerminal(2) && !"dumb".equals(System.getenv("TERM"));
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.exists(link)) {
            return System.console() != null;
        }
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** A stream on it that passes each line on at once. */
    public PrintStream stream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return;
        }
        if (statusShown) {
            statusShown = false;
            stderr.write(CLEAR);
        }
        stderr.write(bytes, offset, count);
        atLineStart = bytes[offset + count - 1] == '\n';
    }

    @Override
    public synchronized void flush() throws IOException {
        stderr.flush();
    }

    /** Shows the line in place of the last one; not where another line is half written. */
    synchronized void status(String line) {
        if (!atLineStart) {
            return;
        }
        try {
            stderr.write(CLEAR);
            stderr.write((NO_WRAP + line + WRAP).getBytes(StandardCharsets.UTF_8));
            stderr.flush();
            statusShown = true;
        } catch (IOException e) {
            statusShown = false; // stderr is gone, and with it whoever could be told
        }
    }

    /** Leaves the status line as it is, and goes on below it. */
    synchronized void keepStatus() {
        if (statusShown) {
            statusShown = false;
            try {
                stderr.write('\n');
                stderr.flush();
            } catch (IOException e) {
                atLineStart = true; // as above
            }
        }
    }
}
