package dev.carom.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A logger that fails, blocks or logs by itself is nobody's business but its own. */
class SteadyLogTest {
    private static final long LONG = 60_000;
    private static final int MOST = 5;

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final List<Thread> writers = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final LogThread thread = new LogThread(MOST);
    private final SteadyLog log = new SteadyLog(new Recorder(), thread);

    @AfterEach
    void unblock() throws InterruptedException {
        open.countDown();
        thread.await(LONG);
    }

    @Test
    void lines_areWrittenInOrder_byAThreadThatEnds() throws Exception {
        log.log(Level.INFO, "text");
        log.log(Level.WARNING, "of {0}", "something");
        log.log(Level.ERROR, "failure", new IllegalStateException("a test's"));
        log.log(Level.DEBUG, "nobody wants to know");
        thread.await(LONG);
        assertThat(written).containsExactly("INFO text", "WARNING of something", "ERROR failure: a test's");
        assertThat(writers).extracting(Thread::getName).containsOnly(LogThread.NAME);
        assertThat(writers).noneMatch(Thread::isAlive).extracting(Thread::getContextClassLoader).containsOnlyNulls();
    }

    @Test
    void whoLogs_goesOn_whateverFails() throws Exception {
        log.log(Level.INFO, "fail");
        log.log(Level.INFO, "text");
        thread.await(LONG);
        assertThat(written).containsExactly("INFO text");
        SteadyLog broken = new SteadyLog(new Broken(), thread);
        assertThat(broken.isLoggable(Level.ERROR)).isFalse();
        broken.log(Level.ERROR, "text");
    }

    @Test
    void whoLogs_doesNotWait_andWhatIsTooMuchIsCounted() throws Exception {
        log.log(Level.INFO, "block");
        reached.await();
        IntStream.range(0, MOST + 3).forEach(i -> log.log(Level.INFO, "line {0}", i));
        thread.await(1);
        assertThat(written).isEmpty();
        open.countDown();
        thread.await(LONG);
        List<String> expected = new ArrayList<>(List.of("INFO block"));
        IntStream.range(0, MOST).forEach(i -> expected.add("INFO line " + i));
        expected.add("INFO 3 lines were not logged, as 5 others waited to be written");
        assertThat(written).isEqualTo(expected);
    }

    /** As when the queue has filled up while no thread could be made. */
    @Test
    void lineThatFindsTheQueueFull_andNoThread_hasOneMade() throws Exception {
        LogThread full = new LogThread(0);
        new SteadyLog(new Recorder(), full).log(Level.INFO, "text");
        full.await(LONG);
        assertThat(written).containsExactly("INFO 1 lines were not logged, as 0 others waited to be written");
    }

    @Test
    void handler_mayLogAndWait_asItDoesNotWaitForItself() throws Exception {
        log.log(Level.INFO, "again");
        thread.await(LONG);
        assertThat(written).containsExactly("INFO again", "INFO from a handler");
    }

    @Test
    void line_isWrittenWithTheClassLoaderOfWhoLogs() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader own = new ClassLoader(before) {};
        Thread.currentThread().setContextClassLoader(own);
        try {
            log.log(Level.INFO, "loader");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        thread.await(LONG);
        assertThat(written).containsExactly("INFO loader " + own);
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    private final class Recorder implements System.Logger {
        @Override
        public String getName() {
            return "recorder";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.compareTo(Level.INFO) >= 0;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, Throwable thrown) {
            write(level + " " + message + ": " + thrown.getMessage());
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, Object @Nullable ... params) {
            switch (format) {
                case "fail" -> throw new OutOfMemoryError("a test's");
                case "block" -> {
                    reached.countDown();
                    uninterrupted(open::await);
                }
                case "again" -> {
                    log.log(Level.INFO, "from a handler");
                    uninterrupted(() -> thread.await(LONG));
                }
                default -> { }
            }
            write(level + " " + ("loader".equals(format) ? "loader " + Thread.currentThread().getContextClassLoader()
                    : MessageFormat.format(format, params)));
        }

        private void uninterrupted(Wait wait) {
            try {
                wait.run();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts this thread", e);
            }
        }

        private void write(String line) {
            writers.add(Thread.currentThread());
            written.add(line);
        }
    }

    private static final class Broken implements System.Logger {
        @Override
        public String getName() {
            return "broken";
        }

        @Override
        public boolean isLoggable(Level level) {
            throw new OutOfMemoryError("a test's");
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, Throwable thrown) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... params) {
            throw new AssertionError("not asked for");
        }
    }
}
