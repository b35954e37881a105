package dev.carom.tests.resizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerState;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The number of workers changes while the pool works; nothing is lost by it. */
@Tag("any-jdk")
class ResizingTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B170")
    void growing_keepsTheOldWorkers_andAddsNewOnes(Mode mode) throws Exception {
        try (ProcessPool pool = mode.ready(ProcessPool.builder().processes(1))) {
            List<Long> before = Pools.pids(pool);
            pool.grow(2);
            assertThat(pool.processes()).isEqualTo(3);
            Pools.awaitIdle(pool);
            assertThat(Pools.pids(pool)).hasSize(3).containsAll(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B169")
    void shrinking_takesAsManyAsAskedFor_idleOnesFirst(Mode mode) throws Exception {
        try (ProcessPool pool = mode.ready(ProcessPool.builder().processes(4)); Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            Marks marks = Marks.in(directory);
            ApplyResult<Integer> busy = pool.applyAsync(() -> {
                marks.leave("run");
                door.pass();
                return 1;
            });
            marks.await(1);
            Waits.until("its acceptance is known here", busy::accepted);
            pool.shrink(3);
            Waits.until("one is left", () -> pool.workers().size() == 1);
            assertThat(Pools.pids(pool)).containsExactly(busy.workerPid().orElseThrow());
            gate.open();
            assertThat(busy.get()).isEqualTo(1);
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @Test
    @Tag("B288")
    @Tag("B170")
    void shrinkingWithAllWorkersBusy_letsThemFinish() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(3)); Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            Marks marks = Marks.in(directory);
            List<ApplyResult<Integer>> busy = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int n = i;
                busy.add(pool.applyAsync(() -> {
                    marks.leave("run");
                    door.pass();
                    return n;
                }));
            }
            marks.await(3);
            pool.shrink(2);
            assertThat(pool.processes()).isEqualTo(1);
            ApplyResult<Integer> later = pool.applyAsync(() -> 7);
            gate.open();
            for (int i = 0; i < 3; i++) {
                assertThat(busy.get(i).get()).isEqualTo(i);
            }
            assertThat(later.get()).isEqualTo(7);
            Waits.until("one is left", () -> pool.workers().size() == 1);
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @Test
    void shrinkingToNothing_andGrowingBeyondAllBounds_isRefused_andChangesNothing() {
        try (ProcessPool pool = ProcessPool.builder().processes(2).build()) {
            assertThatThrownBy(() -> pool.shrink(2)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("would leave no worker");
            assertThatThrownBy(() -> pool.grow(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.grow(9_999)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("grow by 9999 would be too many: there are 2, and may be 10,000");
            assertThat(pool.processes()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B168")
    void slots_moveWithTheWorkers(Mode mode) throws Exception {
        try (ProcessPool pool = mode.start(ProcessPool.builder().processes(1).putLocks(true)); Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            pool.grow(1);
            List<ApplyResult<Integer>> two = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                two.add(pool.applyAsync(() -> { // would wait for ever with one slot
                    door.pass();
                    return 1;
                }));
            }
            pool.shrink(1);
            CountDownLatch submitted = new CountDownLatch(1);
            Thread third = new Thread(() -> {
                two.add(pool.applyAsync(() -> 2));
                submitted.countDown();
            });
            third.start();
            Waits.until("it waits for its slot", () -> mode.waits(third));
            assertThat(submitted.getCount()).isEqualTo(1);
            gate.open();
            submitted.await();
            for (ApplyResult<Integer> result : two) {
                assertThat(result.get()).isBetween(1, 2);
            }
            third.join();
        }
    }

    @Test
    @Tag("B172")
    void workerKilledAroundAResize_isReplaced() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2))) {
            ProcessHandle.of(Pools.pids(pool).get(0)).orElseThrow().destroyForcibly();
            pool.grow(1);
            ProcessHandle.of(Pools.pids(pool).get(1)).ifPresent(ProcessHandle::destroyForcibly);
            pool.shrink(1);
            assertThat(pool.map(x -> x * 2, List.of(1, 2, 3, 4, 5))).containsExactly(2, 4, 6, 8, 10);
            Pools.awaitIdle(pool);
            assertThat(pool.workers()).hasSize(2);
        }
    }

    @Test
    void resizingInQuickSuccession_neverHangs_andLosesNothing() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).allowRestart(true).build()) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int n = i;
                results.add(pool.applyAsync(() -> n));
                pool.grow(2);
                results.add(pool.applyAsync(() -> n));
                pool.shrink(1);
                if (i % 4 == 0) {
                    pool.restart();
                }
                pool.shrink(1);
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(i / 2);
            }
            Pools.awaitIdle(pool);
            assertThat(pool.workers()).hasSize(2);
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B289")
    void restart_isRolling_afterTheCurrentTasks_andNoWorkerIsMissingMeanwhile(Mode mode) throws Exception {
        try (ProcessPool pool = mode.ready(ProcessPool.builder().processes(2).allowRestart(true));
                Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            Marks marks = Marks.in(directory);
            ApplyResult<Integer> running = pool.applyAsync(() -> {
                marks.leave("run");
                door.pass();
                return 1;
            });
            marks.await(1);
            Set<Long> before = new HashSet<>(Pools.pids(pool));
            pool.restart();
            // One of them is replaced at a time, so there is always one to serve this.
            for (int i = 0; i < 50; i++) {
                int n = i;
                assertThat(pool.<Integer, RuntimeException>apply(() -> n)).isEqualTo(i);
                long ready = pool.workers().stream().filter(w -> w.exit() == null && w.state() != WorkerState.STARTING).count();
                assertThat(ready).isPositive();
            }
            gate.open();
            assertThat(running.get()).isEqualTo(1);
            Waits.until("all are new", () -> Pools.pids(pool).stream().noneMatch(before::contains));
            Pools.awaitIdle(pool);
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @Test
    void restartWithoutTheOption_isRefused() {
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            assertThatThrownBy(pool::restart).isInstanceOf(IllegalStateException.class).hasMessageContaining("allowRestart");
        }
    }
}
