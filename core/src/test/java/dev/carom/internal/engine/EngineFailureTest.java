package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.PoolState;
import dev.carom.WorkerExit;
import dev.carom.internal.engine.EngineConfig.Lifespan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Wherever the engine fails, each task has its outcome once the pool is terminated, as it is then. */
class EngineFailureTest {
    /** Of so many bytes that the engine divides by zero where it asks how many may wait at a worker, once all were tiny. */
    private static final int UNCOUNTABLE = -507;

    private final List<Action> decided = new ArrayList<>();
    private PoolEngine engine = engine(1);
    private int tasks;

    @Test
    void taskWhoseOutcomeCannotBeCounted_hasIt() {
        startWorker(1);
        EngineTask task = submitted(1);
        Outcome.Reported uncountable = () -> {
            throw new IllegalStateException("a test's");
        };
        enter(new Event.Accepted(1, 1));

        assertFails(new Event.Finished(1, 1, uncountable, 0, 0));

        assertThat(outcomes(task)).containsExactly(uncountable);
    }

    @Test
    void taskThatCannotBeSent_hasItsOutcomeAtTheEnd() {
        startWorker(1);
        runTiny(200);
        submitted(1);
        EngineTask uncountable = submitted(UNCOUNTABLE);
        EngineTask behind = submitted(1);
        enter(new Event.Accepted(1, 201));
        assertFails(new Event.Finished(1, 201, () -> true, 0, 0));

        enter(new Event.TerminatePool());

        assertThat(outcomes(uncountable)).containsExactly(new Outcome.PoolClosed(false));
        assertThat(outcomes(behind)).containsExactly(new Outcome.PoolClosed(false));
    }

    @Test
    void taskAtWhichTheEngineFails_afterItTookIt_hasItsOutcomeAtTheEnd() {
        engine = engine(0); // which tiny tasks cannot share
        startWorker(1);
        runTiny(8);
        EngineTask task = task(1);
        assertFails(task);
        assertThat(outcomes(task)).isEmpty();

        enter(new Event.TerminatePool());

        assertThat(outcomes(task)).containsExactly(new Outcome.PoolClosed(false));
    }

    @Test
    void taskAtWhichTheEngineFails_beforeItTookIt_hasItsOutcomeAtOnce() {
        EngineTask task = task(1);

        take(engine.decided(task));

        assertThat(outcomes(task)).containsExactly(new Outcome.PoolClosed(false));
    }

    @Test
    void tasksOfWorkerWhoseDeathTheEngineFailsAt_haveTheirOutcomesAtTheEnd() {
        startWorker(1);
        EngineTask task = submitted(1);
        enter(new Event.Accepted(1, 1));
        enter(new Event.ChannelEnded(1, null));
        WorkerExit none = null;
        assertFails(new Event.Exited(1, new ExitFacts(1, none, false, List.of(), null, 0)));

        enter(new Event.TerminatePool());

        assertThat(outcomes(task)).containsExactly(new Outcome.PoolClosed(true));
    }

    @Test
    void terminationThatFailsHalfWay_isCompletedByTheNext() {
        engine = engine(2, 2);
        startWorker(1);
        startWorker(2);
        OutOfMemoryError full = new OutOfMemoryError("a test's");
        EngineTask first = new EngineTask(1) {
            private boolean hasFailed;

            @Override
            protected Limits limits() {
                return new Limits(0, 0, 0, 0);
            }

            @Override
            public int maxDeliveries() {
                return 1;
            }

            @Override
            protected String label() {
                return "first";
            }

            @Override
            protected boolean acceptedUnheard(long pid) {
                return true;
            }

            @Override
            protected int preferredWorker() {
                return 1;
            }

            @Override
            long lostWorkerTimeout() {
                if (!hasFailed) {
                    hasFailed = true;
                    throw full;
                }
                return super.lostWorkerTimeout();
            }
        };
        enter(first);
        EngineTask second = submitted(1);
        EngineTask behind = submitted(1);
        enter(new Event.Accepted(first.soleWorker(), 1));
        enter(new Event.Accepted(second.soleWorker(), 2));
        assertThatThrownBy(() -> engine.step(new Event.TerminatePool(), 0)).isSameAs(full);
        take(engine.decided(new Event.TerminatePool()));
        assertThat(outcomes(second)).as("it is not reached").isEmpty();

        enter(new Event.TerminatePool());

        assertThat(outcomes(first)).containsExactly(new Outcome.PoolClosed(true));
        assertThat(outcomes(second)).containsExactly(new Outcome.PoolClosed(true));
        assertThat(outcomes(behind)).containsExactly(new Outcome.PoolClosed(false));
        assertThat(decided).filteredOn(Action.Kill.class::isInstance).extracting(kill -> ((Action.Kill) kill).worker())
                .containsExactly(1, 2);
        enter(new Event.TerminatePool());
        assertThat(decided).filteredOn(Action.Kill.class::isInstance).as("nothing is left to be done").hasSize(2);
    }

    @Test
    void taskThatIsLetGoBeforeItComes_isNotRun_andDoesNotKeepThePoolFromEnding() {
        startWorker(1);
        EngineTask early = task(1);
        enter(new Event.Discard(early));
        enter(early);
        EngineTask never = task(1);
        enter(new Event.Cancel(never, true));
        assertThat(engine.unfinished()).isZero();
        assertThat(outcomes(early)).containsExactly(new Outcome.Cancelled(false));
        assertThat(outcomes(never)).containsExactly(new Outcome.Cancelled(true));

        enter(new Event.Shutdown());
        enter(new Event.ChannelEnded(1, null));
        enter(new Event.Exited(1, new ExitFacts(0, WorkerExit.EXITED, false, List.of(), null, 0)));
        assertThat(engine.state()).isEqualTo(PoolState.TERMINATED);
    }

    private static PoolEngine engine(int processors) {
        return engine(1, processors);
    }

    private static PoolEngine engine(int processes, int processors) {
        long minute = TimeUnit.MINUTES.toNanos(1);
        PoolEngine engine = new PoolEngine(
                new EngineConfig(processes, 0, minute, Lifespan.UNLIMITED, 20, minute, minute, 0, 0, 4, processors, 1));
        engine.start(0).clear();
        return engine;
    }

    private void startWorker(int worker) {
        enter(new Event.Spawned(worker, worker));
        enter(new Event.Connected(worker, worker));
        enter(new Event.Ready(worker, 0));
    }

    private void runTiny(int n) {
        for (int attempt = 1; attempt <= n; attempt++) {
            submitted(1);
            enter(new Event.Accepted(1, attempt));
            enter(new Event.Finished(1, attempt, () -> true, 0, 0));
        }
    }

    private EngineTask task(int size) {
        SimTask.TaskTerms terms = new SimTask.TaskTerms(new EngineTask.Limits(0, 0, 0, 0), 1, size);
        return new SimTask(tasks++, SimTask.Behaviour.ENDS, 1, 1, terms).task;
    }

    private EngineTask submitted(int size) {
        EngineTask task = task(size);
        enter(task);
        return task;
    }

    private List<Outcome> outcomes(EngineTask task) {
        return decided.stream()
                .filter(action -> action instanceof Action.Complete complete && complete.task() == task)
                .map(action -> ((Action.Complete) action).outcome())
                .toList();
    }

    private void enter(Event event) {
        take(engine.step(event, 0));
    }

    private void assertFails(Event event) {
        assertThatThrownBy(() -> engine.step(event, 0)).isInstanceOf(RuntimeException.class);
        take(engine.decided(event));
    }

    private void take(List<Action> actions) {
        decided.addAll(actions);
        actions.clear();
    }
}
