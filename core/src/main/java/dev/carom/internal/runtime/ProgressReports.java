package dev.carom.internal.runtime;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one task reported and its caller has not been told yet, still encoded. Bounded, as a task may report faster than any
 * callback listens: then the oldest are dropped.
 */
final class ProgressReports {
    private static final int MOST = 1000;
    private static final int MOST_BYTES = 1 << 20;

    private final ArrayDeque<byte[]> reports = new ArrayDeque<>();
    private int bytes;
    /** Callbacks that are to come, each of which takes one; no more than there ever were reports at once. */
    private int awaited;

    /** Returns whether a callback has to be sent for it: not, where it took the place of another one. */
    synchronized boolean add(byte[] report) {
        reports.addLast(report);
        bytes += report.length;
        while (reports.size() > 1 && (reports.size() > MOST || bytes > MOST_BYTES)) {
            bytes -= reports.removeFirst().length;
        }
        if (awaited >= reports.size()) {
            return false;
        }
        awaited++;
        return true;
    }

    /** Takes the oldest, for one callback; null where it was dropped. */
    synchronized byte @Nullable [] poll() {
        awaited--;
        byte[] report = reports.pollFirst();
        bytes -= report == null ? 0 : report.length;
        return report;
    }
}
