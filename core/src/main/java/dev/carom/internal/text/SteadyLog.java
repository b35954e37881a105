package dev.carom.internal.text;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * A logger that throws nothing, and waits for nothing. What users plug in behind it may do either, and there may be no memory
 * for a message; whoever logs has to go on none the less.
 */
public final class SteadyLog implements System.Logger {
    /** How many lines may wait. */
    private static final int MOST = 1_000;

    private static final LogThread THREAD = new LogThread(MOST);

    private final System.Logger log;
    private final LogThread thread;

    SteadyLog(System.Logger log, LogThread thread) {
        this.log = log;
        this.thread = thread;
    }

    public static SteadyLog of(String name) {
        return new SteadyLog(System.getLogger(name), THREAD);
    }

    /** Waits until all that is logged is written, for so many milliseconds at most, as what writes it may block for ever. */
    public static void await(long millis) throws InterruptedException {
        THREAD.await(millis);
    }

    @Override
    public String getName() {
        return log.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        try {
            return log.isLoggable(level);
        } catch (Throwable broken) {
            return false;
        }
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        add(level, bundle, message, thrown, null);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object @Nullable ... params) {
        add(level, bundle, format, null, params);
    }

    private void add(Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown,
            @Nullable Object @Nullable [] params) {
        try {
            if (log.isLoggable(level)) {
                thread.add(new LogThread.Line(this, level, bundle, text, thrown, params,
                        Thread.currentThread().getContextClassLoader()));
            }
        } catch (Throwable broken) {
            // There is nobody left to tell.
        }
    }

    /** On the thread for that. */
    void write(LogThread.Line line) {
        try {
            if (line.thrown() != null) {
                log.log(line.level(), line.bundle(), line.text(), line.thrown());
            } else {
                log.log(line.level(), line.bundle(), line.text(), line.params());
            }
        } catch (Throwable broken) {
            // There is nobody left to tell.
        }
    }
}
