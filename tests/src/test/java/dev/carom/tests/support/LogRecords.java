package dev.carom.tests.support;

import dev.carom.internal.text.SteadyLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What is logged under a name while it is open; none of it is printed. */
public final class LogRecords extends Handler implements AutoCloseable {
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    /** Held here, as the logging system holds loggers only weakly. */
    private final Logger logger;

    private LogRecords(Logger logger) {
        this.logger = logger;
    }

    public static LogRecords of(String name) {
        LogRecords records = new LogRecords(Logger.getLogger(name));
        records.logger.addHandler(records);
        records.logger.setUseParentHandlers(false);
        return records;
    }

    /** What was logged before the call is among them. */
    public List<LogRecord> all() {
        try {
            SteadyLog.await(Waits.LONG.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
        return records;
    }

    /** Each as it is read, its parameters in their places. */
    public List<String> texts() {
        SimpleFormatter formatter = new SimpleFormatter();
        return all().stream().map(formatter::formatMessage).toList();
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.setUseParentHandlers(true);
        logger.removeHandler(this);
    }
}
