package dev.carom.internal.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of logs, in their order, on a thread of its own: what users plug in behind a logger may block, as a terminal
 * that is halted does, or ask something of the pool that logs. The thread is there as long as there are lines.
 */
final class LogThread implements Runnable {
    static final String NAME = "carom-log";

    private final int most;

    /** Guards all below. */
    private final Object monitor = new Object();

    private final Deque<Line> lines = new ArrayDeque<>();

    /** The one that writes, or that has written last. */
    private @Nullable Thread thread;

    private boolean writing;

    /** How many lines are missing behind those in the queue, and the last one of them. */
    private long dropped;

    private @Nullable Line lastDropped;

    /** @param most so many lines may wait; those beyond are dropped, and counted */
    LogThread(int most) {
        this.most = most;
    }

    /**
     * What is to be written.
     *
     * @param thrown null where there are {@code params}
     * @param context the class loader that the thread has meanwhile
     */
    record Line(SteadyLog log, System.Logger.Level level, @Nullable ResourceBundle bundle, @Nullable String text,
            @Nullable Throwable thrown, @Nullable Object @Nullable [] params, @Nullable ClassLoader context) {}

    /** Blocks only where no thread can be started: then the calling one writes. */
    void add(Line line) {
        Thread started;
        synchronized (monitor) {
            if (lines.size() >= most) {
                dropped++;
                lastDropped = line;
            } else {
                reportDropped();
                lines.add(line);
            }
            if (writing) { // it may not be, although there are lines: where there was no memory for a thread
                return;
            }
            started = new Thread(null, this, NAME, 0, false);
            started.setDaemon(true);
            started.setContextClassLoader(null); // which it would keep once it has ended
            thread = started;
            writing = true;
        }
        try {
            started.start();
        } catch (OutOfMemoryError none) {
            run();
        }
    }

    /** Where lines are missing one line says so. */
    private void reportDropped() {
        Line last = lastDropped;
        if (last != null) {
            lines.add(new Line(last.log, last.level, null, "{0} lines were not logged, as {1} others waited to be written", null,
                    new Object[] {dropped, most}, last.context));
            dropped = 0;
            lastDropped = null;
        }
    }

    /** Writes all there is. */
    @Override
    public void run() {
        Thread me = Thread.currentThread();
        ClassLoader before = me.getContextClassLoader();
        for (Line line = next(); line != null; line = next()) {
            me.setContextClassLoader(line.context);
            line.log.write(line);
        }
        me.setContextClassLoader(before);
    }

    private @Nullable Line next() {
        synchronized (monitor) {
            writing = false; // where there is no memory for the report, this thread ends by that, and the next line has another one
            if (lines.isEmpty()) {
                reportDropped();
            }
            Line line = lines.poll();
            writing = line != null;
            return line;
        }
    }

    /** Waits until all is written and the thread has ended, for so long at most. The thread itself does not wait. */
    void await(long millis) throws InterruptedException {
        Thread last;
        synchronized (monitor) {
            last = thread;
        }
        if (last != null && last != Thread.currentThread()) {
            last.join(millis);
        }
    }
}
