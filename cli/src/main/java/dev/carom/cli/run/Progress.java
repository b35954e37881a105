package dev.carom.cli.run;

import dev.carom.cli.text.DurationText;
import java.time.Duration;
import java.util.Locale;

/** The progress bar: how much is done, how fast, how long it will take, and what went wrong. Drawn ten times a second. */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final long EVERY_MILLIS = 100;

    private final Tally tally;
    private final Console console;
    private final long start = System.nanoTime();
    private final Thread thread;
    private boolean closed;

    Progress(Tally tally, Console console) {
        this.tally = tally;
        this.console = console;
        this.thread = new Thread(this::draw, "carom-progress");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void draw() {
        try {
            while (!closed) {
                console.status(line(tally, Duration.ofNanos(System.nanoTime() - start)));
                wait(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ends the drawing, which is what was asked for
        }
    }

    static String line(Tally tally, Duration elapsed) {
        long done = tally.finished();
        long inputs = tally.total(); // which may become known at any time
        long total = inputs < 0 ? -1 : inputs - tally.skipped();
        double seconds = Math.max(1e-3, elapsed.toNanos() / 1e9);
        double rate = done / seconds;
        StringBuilder line = new StringBuilder();
        if (total > 0) {
            int filled = (int) (WIDTH * Math.min(done, total) / total);
            line.append('[').append("#".repeat(filled)).append(".".repeat(WIDTH - filled)).append("] ")
                    .append(100 * done / total).append("% ").append(done).append('/').append(total);
        } else {
            line.append(done).append(" done");
        }
        line.append(String.format(Locale.ROOT, rate < 10 ? "  %.1f/s" : "  %.0f/s", rate));
        if (total > done && done > 0) {
            line.append("  ETA ").append(DurationText.shortly(Duration.ofMillis((long) (1000 * (total - done) / rate))));
        } else {
            line.append("  ").append(DurationText.shortly(elapsed));
        }
        if (tally.failures() > 0) {
            line.append("  ").append(tally.failures()).append(" failed");
        }
        if (tally.timedOut() > 0) {
            line.append(" (").append(tally.timedOut()).append(" timed out)");
        }
        return line.toString();
    }

    /** Draws the last state, and leaves it there. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        console.status(line(tally, Duration.ofNanos(System.nanoTime() - start)));
        console.keepStatus();
    }
}
