package dev.carom.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.tests.support.Pools;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callers whose stack is almost full: they alone pay for that. */
@Tag("any-jdk")
final class StackOverflowTest {
    private static final int SMALL_STACK = 256 << 10;

    /** So often a call is tried, each time with a little more stack than before, until one fits. */
    private static final int THREADS = 15;

    /** Made here, where there is stack for it, as is all that a first call brings about. */
    private static final Task<Integer, RuntimeException> TASK = () -> 7;

    private static ProcessPool pool;

    /** A call to the pool. */
    private interface Call {
        void run() throws Exception;
    }

    @BeforeAll
    static void build() throws Exception {
        pool = Pools.ready(ProcessPool.builder().processes(2).putLocks(true));
        assertThat(pool.apply(TASK)).isEqualTo(7);
        assertThat(pool.applyAsync(TASK).get()).isEqualTo(7);
    }

    @AfterAll
    static void close() {
        Pools.terminate(pool);
    }

    @Test
    void applyAsync_failsForItsCallerAlone_andGivesBackItsSlot() throws Exception {
        List<ApplyResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            atTheEndOfTheStack(() -> results.add(pool.applyAsync(TASK)));
        }
        assertThat(results).hasSize(THREADS);
        for (ApplyResult<Integer> result : results) {
            assertThat(result.get(1, TimeUnit.MINUTES)).isEqualTo(7);
        }
        assertPoolWorks();
    }

    @Test
    void apply_failsForItsCallerAlone_andGivesBackItsSlot() throws Exception {
        List<Integer> results = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            atTheEndOfTheStack(() -> results.add(pool.apply(TASK)));
        }
        assertThat(results).hasSize(THREADS).containsOnly(7);
        assertPoolWorks();
    }

    /** More tasks than there are slots, so that none may be missing. */
    private static void assertPoolWorks() throws Exception {
        List<ApplyResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            results.add(pool.applyAsync(() -> 8));
        }
        for (ApplyResult<Integer> result : results) {
            assertThat(result.get(1, TimeUnit.MINUTES)).isEqualTo(8);
        }
    }

    /** Calls where no stack is left, and again from each frame above, until the call returns. */
    private static void atTheEndOfTheStack(Call call) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, () -> {
            try {
                descend(call);
            } catch (Throwable e) {
                failure.set(e);
            }
        }, "almost-full", SMALL_STACK);
        thread.setDaemon(true);
        thread.start();
        thread.join(TimeUnit.MINUTES.toMillis(1));
        assertThat(thread.isAlive()).as("the caller hangs").isFalse();
        assertThat(failure.get()).isNull();
    }

    private static void descend(Call call) throws Exception {
        try {
            descend(call);
        } catch (StackOverflowError e) {
            call.run();
        }
    }
}
