package dev.carom.tests.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one result costs its caller holds up no limit of another task. */
@Tag("any-jdk")
class IndependenceTest {
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final int LARGE = 32 << 20;

    /** Not null in this process only, while a test is under way. */
    static volatile CountDownLatch held;

    /** Counted down where a result is held. */
    static volatile CountDownLatch decoding;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        release.countDown();
        held = null;
    }

    /** A result that takes as long to decode, in this process, as the test wants. */
    private static final class SlowToDecode implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws Exception {
            in.defaultReadObject();
            CountDownLatch latch = held;
            if (latch != null) {
                decoding.countDown();
                latch.await();
            }
        }
    }

    private static void limitStrikes(ProcessPool pool) {
        ApplyResult<Integer> stuck = pool.applyAsync(Tasks.busyLoop(), TaskOptions.<Integer>defaults().timeout(LIMIT));
        assertThatThrownBy(() -> stuck.get(Waits.LONG)).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeLimitExceededException.class);
    }

    @Test
    void limit_strikesWhileACallbackOfAnotherTaskHolds() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2))) {
            pool.applyAsync(() -> 1, TaskOptions.<Integer>defaults().callback(value -> {
                entered.countDown();
                awaitRelease();
            }));
            entered.await();

            limitStrikes(pool);

            assertThat(pool.<Integer, RuntimeException>apply(() -> 2)).as("others are served").isEqualTo(2);
            assertThat(release.getCount()).as("the callback still holds").isEqualTo(1);
            release.countDown();
        }
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void limit_strikesWhileAResultOfAnotherTaskIsDecoded() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2))) {
            decoding = entered;
            held = release;
            ApplyResult<SlowToDecode> slow = pool.applyAsync(SlowToDecode::new);
            FutureTask<SlowToDecode> decoded = new FutureTask<>(() -> slow.get());
            Thread decoder = new Thread(decoded, "decoder");
            decoder.start();
            entered.await();

            limitStrikes(pool);

            assertThat(pool.<Integer, RuntimeException>apply(() -> 2)).as("others are served").isEqualTo(2);
            assertThat(decoded.isDone()).as("decoded before the limit struck").isFalse();
            release.countDown();
            assertThat(decoded.get()).isNotNull();
            decoder.join();
        }
    }

    @Test
    void limit_strikesWhileLargeResultsComeOneAfterTheOther() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2))) {
            ApplyResult<Integer> stuck = pool.applyAsync(Tasks.busyLoop(), TaskOptions.<Integer>defaults().timeout(LIMIT));
            Waits.until("it runs", stuck::accepted);
            int read = 0;
            for (long start = System.nanoTime(); !stuck.isDone() && System.nanoTime() - start < Waits.LONG.toNanos(); read++) {
                assertThat(pool.<byte[], RuntimeException>apply(() -> new byte[LARGE])).hasSize(LARGE);
            }
            assertThat(stuck.isDone()).as("over its limit after %d large results", read).isTrue();
            assertThatThrownBy(stuck::join).isInstanceOf(TimeLimitExceededException.class);
        }
    }
}
