package dev.carom.tests.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.PoolState;
import dev.carom.PoolStatistics;
import dev.carom.PoolStatistics.Death;
import dev.carom.PoolStatistics.Outcomes;
import dev.carom.PoolStatistics.TaskTimes;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.WorkerExit;
import dev.carom.WorkerState;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures that a pool of real workers gives of itself; that they are right in all histories, the simulator shows. */
class StatisticsTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    @Test
    void figures_areThoseOfWhatHappened() throws Exception {
        PoolStatistics last;
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            Pools.awaitIdle(pool);
            isUntouched(pool.statistics());
            assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("dev.carom:*"), null))
                    .as("JMX was not asked for").isEmpty();
            long pid = Pools.pids(pool).get(0);
            oneRuns_andOneWaits(pool, pid);
            oneOfEachKindEnds(pool);
            last = pool.statistics();
        }
        assertThat(last.tasks()).isEqualTo(new Outcomes(7, 4, 1, 1, 0, 0, 1, 0, 0));
        assertThat(last.waiting().count()).as("each was accepted once").isEqualTo(7);
        assertThat(last.running().count()).isEqualTo(7);
        assertThat(last.running().longest()).isGreaterThanOrEqualTo(LIMIT);
        assertThat(last.running().total()).isGreaterThanOrEqualTo(last.running().longest());
        assertThat(last.crashes()).isEqualTo(1);
        assertThat(last.restarts()).as("one that crashed, one that was killed").isEqualTo(2);
        assertThat(last.recycles().values()).containsOnly(0L);
        assertThat(last.slowestEnded()).hasSize(7).extracting(TaskTimes::running).containsOnly(false);
        assertThat(last.slowestEnded()).extracting(TaskTimes::correlationId).contains("held", "over its limit");
        assertThat(last.lastDeaths()).as("the last one first").extracting(death -> death.certificate().cause())
                .containsExactly(WorkerExit.HARD_TIMEOUT, WorkerExit.EXITED);
        assertThat(last.lastDeaths()).extracting(Death::correlationId).containsExactly("over its limit", null);
        assertThat(last.lastDeaths()).allSatisfy(death -> assertThat(death.certificate().attempt()).isEqualTo(1));
        assertThat(last.lastDeaths().get(0).ago()).isLessThanOrEqualTo(last.lastDeaths().get(1).ago());
    }

    private static void isUntouched(PoolStatistics now) {
        assertThat(now.state()).isEqualTo(PoolState.RUNNING);
        assertThat(now.processes()).isEqualTo(1);
        assertThat(now.workers()).isEqualTo(Map.of(WorkerState.IDLE, 1));
        assertThat(now.tasks()).isEqualTo(new Outcomes(0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(now.waiting().mean()).isEqualTo(Duration.ZERO);
        assertThat(now.exits().values()).containsOnly(0L);
        assertThat(now.slowestRunning()).isEmpty();
        assertThat(now.lastDeaths()).isEmpty();
    }

    private void oneRuns_andOneWaits(ProcessPool pool, long pid) throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ApplyResult<Integer> held = pool.applyAsync(() -> {
                door.pass();
                return 1;
            }, TaskOptions.<Integer>defaults().correlationId("held"));
            ApplyResult<Integer> behind = pool.applyAsync(() -> 2);
            Waits.until("one runs and one waits", () -> {
                PoolStatistics now = pool.statistics();
                return now.slowestRunning().size() == 1 && now.queued() == 1;
            });
            PoolStatistics now = pool.statistics();
            assertThat(now.busy()).isEqualTo(1);
            assertThat(now.tasks().unfinished()).isEqualTo(2);
            assertThat(now.oldestQueued()).isPositive();
            TaskTimes running = now.slowestRunning().get(0);
            assertThat(running.correlationId()).isEqualTo("held");
            assertThat(running.pid()).isEqualTo(pid);
            assertThat(running.attempt()).isEqualTo(1);
            assertThat(running.running()).isTrue();
            assertThat(running.ran()).isPositive();
            assertThat(running.waitedForStart()).as("the worker was ready").isZero();
            gate.open();
            assertThat(held.get() + behind.get()).isEqualTo(3);
        }
    }

    private static void oneOfEachKindEnds(ProcessPool pool) throws Exception {
        assertThatThrownBy(() -> pool.run(() -> {
            throw new IllegalStateException("of the task");
        })).isInstanceOf(IllegalStateException.class);
        assertThat(pool.map(x -> x + 1, List.of(1, 2, 3, 4), TaskOptions.<List<Integer>>defaults().chunkSize(2)))
                .as("two chunks").containsExactly(2, 3, 4, 5);
        assertThatThrownBy(() -> pool.run(() -> Runtime.getRuntime().halt(3))).isInstanceOf(WorkerLostException.class);
        assertThat(pool.statistics().exits()).containsEntry(WorkerExit.EXITED, 1L);
        ApplyResult<Integer> late = pool.applyAsync(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        }, TaskOptions.<Integer>defaults().timeout(LIMIT).correlationId("over its limit"));
        assertThatThrownBy(late::join).isInstanceOf(TimeLimitExceededException.class);
        Waits.until("its worker's end is counted", () -> pool.statistics().exits().get(WorkerExit.HARD_TIMEOUT) == 1);
    }
}
