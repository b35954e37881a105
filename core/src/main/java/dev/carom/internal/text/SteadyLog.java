package dev.carom.internal.text;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * A logger that throws nothing. What users plug in behind it may throw, and there may be no memory for a message; whoever
 * logs has to go on none the less.
 */
public final class SteadyLog implements System.Logger {
    private final System.Logger log;

    SteadyLog(System.Logger log) {
        this.log = log;
    }

    public static SteadyLog of(String name) {
        return new SteadyLog(System.getLogger(name));
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
        try {
            log.log(level, bundle, message, thrown);
        } catch (Throwable broken) {
            // There is nobody left to tell.
        }
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object @Nullable ... params) {
        try {
            log.log(level, bundle, format, params);
        } catch (Throwable broken) {
            // There is nobody left to tell.
        }
    }
}
