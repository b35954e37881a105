package dev.carom.internal.engine;

/** The last entries of a history; they become text only when somebody reads it. */
final class SimLog {
    private static final int KEPT = 400;

    private final long[] times = new long[KEPT];
    private final Object[] entries = new Object[KEPT];
    private long count;

    void add(long now, Object entry) {
        int at = (int) (count++ % KEPT);
        times[at] = now;
        entries[at] = entry;
    }

    String tail() {
        StringBuilder text = new StringBuilder();
        for (long i = Math.max(0, count - KEPT); i < count; i++) {
            int at = (int) (i % KEPT);
            String mark = entries[at] instanceof Event ? "-> " : entries[at] instanceof Action ? "   <- " : "   .. ";
            text.append(String.format("%14.6f ms %s%s%n", times[at] / 1e6, mark, entries[at]));
        }
        return text.toString();
    }
}
