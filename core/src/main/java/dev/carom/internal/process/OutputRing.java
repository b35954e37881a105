package dev.carom.internal.process;

import java.util.ArrayDeque;
import java.util.List;

/** The last lines that a worker wrote, over both streams, in order of arrival. Safe for use by several threads. */
final class OutputRing {
    static final int LINES = 40;
    static final int LINE_CHARS = 1024;
    private static final String CUT = "...";

    private final ArrayDeque<String> lines = new ArrayDeque<>(LINES);

    /** Adds a line, or the start of one that is too long; its start is what is kept. */
    void addStart(String line) {
        add(line.length() <= LINE_CHARS ? line : line.substring(0, LINE_CHARS - CUT.length()) + CUT);
    }

    /** Adds the end of a line whose start was added before. */
    void addEnd(String line) {
        int room = LINE_CHARS - CUT.length();
        add(CUT + (line.length() <= room ? line : line.substring(line.length() - room)));
    }

    private synchronized void add(String line) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    synchronized List<String> snapshot() {
        return List.copyOf(lines);
    }
}
