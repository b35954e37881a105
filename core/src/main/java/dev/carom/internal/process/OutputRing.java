package dev.carom.internal.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The last lines that a worker wrote, over both streams, in order of arrival. Which of them are of the task that runs, or
 * came after the last one, is told by where in its stream a line ends. Safe for use by several threads.
 */
final class OutputRing {
    static final int LINES = 40;
    static final int LINE_CHARS = 1024;
    private static final String CUT = "...";

    /** @param end how many bytes of the stream there were when the line ended */
    private record Line(String text, int stream, long end) {}

    private final ArrayDeque<Line> lines = new ArrayDeque<>(LINES);
    private final long[] taskFrom = new long[2];

    /** Adds a line, or the start of one that is too long; its start is what is kept. */
    void addStart(String line, int stream, long end) {
        add(line.length() <= LINE_CHARS ? line : line.substring(0, LINE_CHARS - CUT.length()) + CUT, stream, end);
    }

    /** Adds the end of a line whose start was added before. */
    void addEnd(String line, int stream, long end) {
        int room = LINE_CHARS - CUT.length();
        add(CUT + (line.length() <= room ? line : line.substring(line.length() - room)), stream, end);
    }

    private synchronized void add(String line, int stream, long end) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(new Line(line, stream, end));
    }

    /** What ends so far into the streams, or before, is of tasks that are over. */
    synchronized void tasksEndedAt(long out, long err) {
        taskFrom[0] = out;
        taskFrom[1] = err;
    }

    /** The lines since the last task that is over. */
    synchronized List<String> snapshot() {
        List<String> current = new ArrayList<>();
        for (Line line : lines) {
            if (line.end > taskFrom[line.stream]) {
                current.add(line.text);
            }
        }
        return List.copyOf(current);
    }
}
