package dev.carom.tests.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log handler that asks something of the pool, or blocks, for what a worker has to say: of a carrier that throws, here. */
@Tag("any-jdk")
class LogHandlerTest {
    private static final Task<Long, RuntimeException> PID = () -> ProcessHandle.current().pid();

    /** After so many calls in turn the caller reads its worker's channel by itself. */
    private static final int CALLS = 8;

    private final Logger logger = Logger.getLogger("dev.carom");
    private final Asking handler = new Asking();

    @TempDir
    Path directory;

    private ProcessPool pool;

    @BeforeEach
    void open() throws IOException {
        Path providers = Baton.providers(directory, Baton.class.getName());
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1).classPath(Baton.classPath(providers));
        pool = Baton.withProviders(providers, builder::build);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void close() {
        Baton.hold(null);
        pool.close();
        logger.setUseParentHandlers(true);
        logger.removeHandler(handler);
    }

    @Test
    void handlerOfACallerThatReadsByItself_hasItsTaskRun_andTheWorkerGoesOn() throws Exception {
        long worker = pool.apply(PID);
        for (int i = 0; i < CALLS; i++) {
            pool.apply(PID);
        }
        handler.asks(() -> pool.apply(PID));
        Baton.hold("restore");
        assertThat(pool.apply(PID)).isEqualTo(worker);
        assertThat(handler.answer.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(worker);
        assertThat(pool.apply(PID)).isEqualTo(worker);
    }

    @Test
    void handlerOfTheThreadThatReads_submitsTasks_andLooksAtThePool_andTheWorkerGoesOn() throws Exception {
        long worker = pool.applyAsync(PID).get();
        handler.asks(() -> {
            pool.statistics();
            return pool.applyAsync(PID);
        });
        Baton.hold("restore");
        assertThat(pool.applyAsync(PID).get()).isEqualTo(worker);
        assertThat(((ApplyResult<?>) handler.answer.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS)).get()).isEqualTo(worker);
        assertThat(pool.apply(PID)).isEqualTo(worker);
    }

    @Test
    void handlerThatBlocks_delaysNoTask_andNoLimit_andNotTheEnd() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        pool.apply(PID);
        handler.asks(() -> released.await(Waits.LONG.toSeconds(), TimeUnit.SECONDS));
        Baton.hold("restore");
        pool.apply(PID);
        Waits.until("the line is being written", handler::isAsked);
        Task<Integer, InterruptedException> sleeps = () -> {
            Thread.sleep(Long.MAX_VALUE);
            return 0;
        };
        ApplyResult<Integer> late = pool.applyAsync(sleeps, TaskOptions.<Integer>defaults().timeout(Duration.ofMillis(100)));
        assertThatThrownBy(() -> late.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeLimitExceededException.class);
        pool.applyAsync(PID).get(Waits.LONG.toSeconds(), TimeUnit.SECONDS);
        pool.close();
        assertThat(handler.answer).isNotDone();
        released.countDown();
        assertThat(handler.answer.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(true);
    }

    /** Asks once, for the first record. */
    private static final class Asking extends Handler {
        final CompletableFuture<Object> answer = new CompletableFuture<>();
        private volatile @Nullable Callable<?> question;

        void asks(Callable<?> something) {
            question = something;
        }

        boolean isAsked() {
            return question == null;
        }

        @Override
        public void publish(LogRecord record) {
            Callable<?> once = question;
            question = null;
            if (once != null) {
                try {
                    Baton.hold(null);
                    answer.complete(once.call());
                } catch (Throwable e) { // what a handler throws nobody hears of
                    answer.completeExceptionally(e);
                }
            }
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
