package dev.carom.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerExit;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deaths within a frame, in a pool with more than one worker: see {@link FaultMatrixTest} for all of them with one. */
@Tag("any-jdk")
final class SabotageTest {
    private static final int TASKS = 20;

    @TempDir
    private Path directory;

    private record Outcome(int results, List<WorkerLostException> lost) {}

    /** Sends tasks to two workers, the first of which to come by the point is killed there. */
    private Outcome killedAt(Point point) throws Exception {
        Orders orders = new Orders(directory);
        orders.place(point, Fault.SIGKILL);
        try (ProcessPool pool = SabotagedPool.builder(point, orders).processes(2).build()) {
            List<ApplyResult<byte[]>> sent = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                sent.add(pool.applyAsync(Cell.task("task-" + i, new Tripwire(new byte[Cell.LOAD]))));
            }
            int results = 0;
            List<WorkerLostException> lost = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                try {
                    assertThat(sent.get(i).get(Waits.LONG)).hasSize(Cell.LOAD);
                    results++;
                } catch (ExecutionException e) {
                    lost.add((WorkerLostException) e.getCause());
                }
                assertThat(orders.marks("task-" + i)).isEqualTo(1);
            }
            assertThat(orders.victim()).isPositive();
            return new Outcome(results, lost);
        }
    }

    @Test
    @Tag("B105")
    void deathWhileATaskIsRead_blocksNobodyAndLosesNothing() throws Exception {
        assertThat(killedAt(Point.IN_TASK)).isEqualTo(new Outcome(TASKS, List.of()));
    }

    @Test
    @Tag("B106")
    void deathWhileAResultIsWritten_blocksNobodyAndLosesThatOne() throws Exception {
        Outcome outcome = killedAt(Point.IN_RESULT_BLOCK);
        assertThat(outcome.results()).isEqualTo(TASKS - 1);
        assertThat(outcome.lost()).singleElement().extracting(lost -> lost.certificate().cause())
                .isEqualTo(WorkerExit.SIGNALLED);
    }

    @Test
    @Tag("B114")
    void deathAfterAResultWasWritten_losesNothing() throws Exception {
        assertThat(killedAt(Point.AFTER_RESULT)).isEqualTo(new Outcome(TASKS, List.of()));
    }

    @Test
    @Tag("B107")
    void deathBeforeTheWorkProper_isToldAndTheNextStartWorks() throws Exception {
        Orders orders = new Orders(directory);
        orders.place(Point.BEFORE_HELLO, Fault.HALT_1);
        try (ProcessPool pool = SabotagedPool.builder(Point.BEFORE_HELLO, orders).build()) {
            assertThat(pool.applyAsync(() -> 42).get(Waits.LONG)).isEqualTo(42);
            assertThat(pool.didStartOk()).isFalse();
        }
        assertThat(orders.victim()).isPositive();
    }
}
