package dev.carom;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The few lines of a JVM's crash report that tell what happened where: the error, the native frame, the Java frames. */
final class CrashSummary {
    private static final int JAVA_FRAMES = 8;

    private CrashSummary() {}

    static List<String> of(String report) {
        List<String> summary = new ArrayList<>();
        boolean error = false;
        for (Iterator<String> lines = report.lines().iterator(); lines.hasNext(); ) {
            String line = lines.next();
            if (!error && line.startsWith("# ") && MemoryShortage.isNative(line) && lines.hasNext()) {
                error = true; // below are guesses at the reason
                summary.add(lines.next().substring(1).strip());
            } else if (!error && line.startsWith("#  ")) {
                error = true;
                summary.add(line.substring(1).strip());
            } else if (line.startsWith("# Problematic frame:") && lines.hasNext()) {
                summary.add("in " + lines.next().substring(1).strip());
            } else if (line.startsWith("Java frames:")) {
                addFrames(lines, summary);
            }
        }
        return summary.isEmpty() ? report.lines().limit(JAVA_FRAMES).toList() : summary;
    }

    private static void addFrames(Iterator<String> lines, List<String> summary) {
        for (int i = 0; i < JAVA_FRAMES && lines.hasNext(); i++) {
            String frame = lines.next();
            if (frame.isBlank()) {
                return;
            }
            summary.add(frame.strip());
        }
    }
}
