package dev.carom.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

/** A logger that fails is nobody's business but its own. */
class SteadyLogTest {
    private int calls;
    private final System.Logger log = new SteadyLog(new System.Logger() {
        @Override
        public String getName() {
            return "failing";
        }

        @Override
        public boolean isLoggable(Level level) {
            throw failure();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            throw failure();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            throw failure();
        }

        private OutOfMemoryError failure() {
            calls++;
            return new OutOfMemoryError("a test's");
        }
    });

    @Test
    void whoLogs_goesOn() {
        assertThat(log.isLoggable(Level.ERROR)).isFalse();
        log.log(Level.ERROR, "text");
        log.log(Level.ERROR, "of {0}", "something");
        log.log(Level.ERROR, "text", new IllegalStateException("a test's"));
        assertThat(calls).isEqualTo(4);
        assertThat(log.getName()).isEqualTo("failing");
    }
}
