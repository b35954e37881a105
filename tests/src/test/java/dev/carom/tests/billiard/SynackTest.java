package dev.carom.tests.billiard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.TaskOptions;
import dev.carom.error.RefusedTaskException;
import dev.carom.tests.support.Marks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code synack} a task starts only when its caller says so. */
class SynackTest {
    @TempDir
    Path directory;

    private static ProcessPoolBuilder confirming() {
        return ProcessPool.builder().processes(1).synack(true);
    }

    @Test
    @Tag("B268")
    void confirmedTask_runs_afterItsAcceptCallback() throws Exception {
        Marks marks = Marks.in(directory);
        List<Integer> marksAtAcceptance = new CopyOnWriteArrayList<>();
        try (ProcessPool pool = confirming().build()) {
            TaskOptions<Long> options = TaskOptions.<Long>defaults().acceptCallback(pid -> marksAtAcceptance.add(marks.count()));
            ApplyResult<Long> result = pool.applyAsync(() -> {
                marks.leave("ran");
                return ProcessHandle.current().pid();
            }, options);
            assertThat(result.get()).isEqualTo(result.workerPid().orElseThrow());
        }
        assertThat(marksAtAcceptance).containsExactly(0);
        assertThat(marks.count()).isEqualTo(1);
    }

    @Test
    @Tag("B268")
    @Tag("B270")
    void acceptCallbackThatThrows_refusesTheTask_whichNeverRuns_andTheWorkerGoesOn() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = confirming().build()) {
            long pid = pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid());
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().acceptCallback(p -> {
                throw new IllegalStateException("revoked");
            });
            ApplyResult<Integer> refused = pool.applyAsync(() -> {
                marks.leave("ran");
                return 1;
            }, options);
            assertThatThrownBy(refused::join).isInstanceOf(RefusedTaskException.class)
                    .hasCauseInstanceOf(IllegalStateException.class).hasMessageContaining("revoked");
            assertThat(pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid())).isEqualTo(pid);
        }
        assertThat(marks.count()).isZero();
    }

    @Test
    @Tag("B269")
    void confirmationThatNeverComes_isWaitedForOnlySoLong() throws Exception {
        Marks marks = Marks.in(directory);
        CountDownLatch late = new CountDownLatch(1);
        try (ProcessPool pool = confirming().confirmTimeout(Duration.ofMillis(300)).build()) {
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().acceptCallback(pid -> await(late));
            ApplyResult<Integer> unconfirmed = pool.applyAsync(() -> {
                marks.leave("ran");
                return 1;
            }, options);
            assertThatThrownBy(unconfirmed::join).isInstanceOf(RefusedTaskException.class)
                    .hasMessageContaining("not confirmed in time");
            late.countDown();
            assertThat(pool.<Integer, RuntimeException>apply(() -> 2)).isEqualTo(2);
        }
        assertThat(marks.count()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
