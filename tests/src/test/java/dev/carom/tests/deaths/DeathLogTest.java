package dev.carom.tests.deaths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.error.InitializerException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the log says of deaths, and how loud. */
@Tag("any-jdk")
class DeathLogTest {
    private static final Logger LOGGER = Logger.getLogger("dev.carom");

    /** Keeps the lines about deaths, of workers and of pools. */
    private static final class Kept extends Handler {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            String text = new SimpleFormatter().formatMessage(record);
            if (text.contains(" left: ") || text.contains(" is BROKEN: ")) {
                lines.add(record.getLevel() + " " + text);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Does not return before what it waits for has come. */
    private static final class Slow extends Handler {
        final CountDownLatch awaited = new CountDownLatch(1);
        final CompletableFuture<Boolean> came = new CompletableFuture<>();

        @Override
        public void publish(LogRecord record) {
            if (new SimpleFormatter().formatMessage(record).contains(" left: ")) {
                try {
                    came.complete(awaited.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    came.completeExceptionally(e);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void callerHasItsError_thoughTheLogIsSlow() throws Exception {
        Slow slow = new Slow();
        LOGGER.addHandler(slow);
        try (ProcessPool pool = ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).build()) {
            ApplyResult<Integer> lost = pool.applyAsync(() -> {
                Runtime.getRuntime().halt(9);
                return 0;
            });
            assertThatThrownBy(lost::join).isInstanceOf(WorkerLostException.class);
            slow.awaited.countDown();
            assertThat(slow.came.get(1, TimeUnit.MINUTES)).as("the caller had its error before the line was out").isTrue();
        } finally {
            LOGGER.removeHandler(slow);
        }
    }

    @Test
    @Tag("B162")
    void deaths_areLoggedWithWhatOneWantsToKnow_atTheirLevel() throws Exception {
        Kept kept = new Kept();
        kept.setLevel(Level.INFO);
        LOGGER.addHandler(kept);
        try (ProcessPool pool = ProcessPool.builder().name("logged").processes(1).output(WorkerOutput.DISCARD).build()) {
            for (int signal : List.of(9, 15, 10)) {
                assertThatThrownBy(() -> pool.apply(() -> {
                    new ProcessBuilder("kill", "-" + signal, Long.toString(ProcessHandle.current().pid())).start().waitFor();
                    Thread.sleep(60_000);
                    return 0;
                })).isInstanceOf(WorkerLostException.class);
            }
            Waits.until("all are logged", () -> kept.lines.size() == 3);
        } finally {
            LOGGER.removeHandler(kept);
        }
        assertThat(kept.lines.get(0)).startsWith("WARNING pool=logged worker=1 pid=").contains("exit=137", "SIGKILL",
                "out-of-memory killer", " while it ran the task (delivery 1, after ").doesNotContain(" task=");
        assertThat(kept.lines.get(1)).startsWith("INFO pool=logged").contains("exit=143", "SIGTERM");
        assertThat(kept.lines.get(2)).startsWith("WARNING pool=logged").contains("exit=138", "SIGUSR1");
    }

    @Test
    void deathByALimit_isLoggedWithTheTask_andWhereThatWas() throws Exception {
        Kept kept = new Kept();
        kept.setLevel(Level.INFO);
        LOGGER.addHandler(kept);
        try (ProcessPool pool = ProcessPool.builder().name("limited").processes(1).output(WorkerOutput.DISCARD)
                .stackWait(Duration.ofMinutes(1)).build()) {
            TaskOptions<Object> options = TaskOptions.defaults().timeout(Duration.ofMillis(50)).correlationId("image\n7");
            assertThatThrownBy(() -> pool.run(() -> Thread.sleep(60_000), options)).isInstanceOf(TimeLimitExceededException.class);
            Waits.until("it is logged", () -> !kept.lines.isEmpty());
        } finally {
            LOGGER.removeHandler(kept);
        }
        assertThat(kept.lines).singleElement().asString().startsWith("INFO pool=limited worker=1 pid=")
                .contains(" task=image?7 left: ", "over its hard limit", " while it ran the task (delivery 1, after ",
                        "; its task was at ");
    }

    @Test
    void workerThatIsNotReadyInTime_isLoggedWithTheReason() throws Exception {
        Kept kept = new Kept();
        kept.setLevel(Level.INFO);
        LOGGER.addHandler(kept);
        ProcessPoolBuilder options = ProcessPool.builder().processes(1).startTimeout(Duration.ofMillis(500));
        try (ProcessPool pool = options.initializer(() -> Thread.sleep(60_000)).output(WorkerOutput.DISCARD).build()) {
            Waits.until("one is logged", () -> !kept.lines.isEmpty());
            pool.terminate();
        } finally {
            LOGGER.removeHandler(kept);
        }
        assertThat(kept.lines.get(0)).startsWith("WARNING ").contains("did not become ready", "it was not ready within startTimeout");
    }

    @Test
    void workerWhoseInitializerFails_isLoggedAsThat_andTheBrokenPoolOnce() throws Exception {
        Kept kept = new Kept();
        LOGGER.addHandler(kept);
        ProcessPoolBuilder options = ProcessPool.builder().name("unset").processes(1).output(WorkerOutput.DISCARD);
        try (ProcessPool pool = options.initializer(() -> {
            throw new IllegalStateException("no licence");
        }).build()) {
            assertThatThrownBy(() -> pool.apply(() -> 1)).isInstanceOf(InitializerException.class)
                    .hasMessageStartingWith("pool unset is broken: the initializer failed");
            Waits.until("both are logged", () -> kept.lines.size() == 2);
        } finally {
            LOGGER.removeHandler(kept);
        }
        assertThat(kept.lines).anySatisfy(line -> assertThat(line).startsWith("WARNING ").contains("its initializer or codec failed"))
                .anySatisfy(line -> assertThat(line).startsWith("SEVERE pool=unset is BROKEN: the initializer failed"));
    }
}
