package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.EngineConfig.Lifespan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that does what no worker of ours does is killed for it, and costs the pool no more than itself. */
class HostileWorkerTest {
    private static final SimTask.TaskTerms TERMS = new SimTask.TaskTerms(new EngineTask.Limits(0, 0, 0, 0), 1, 10);
    private static final int WORKER = 1;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final PoolEngine engine =
            new PoolEngine(new EngineConfig(1, 0, MINUTE, Lifespan.UNLIMITED, 20, MINUTE, MINUTE, 0, 0, 32, 1, 1));
    private final List<Action> answers = new ArrayList<>();

    @BeforeEach
    void start() {
        take(engine.start(0));
        enter(new Event.Spawned(WORKER, WORKER));
        enter(new Event.Connected(WORKER, WORKER));
        enter(new Event.Ready(WORKER, 0));
    }

    @Test
    void workerThatReturnsWhatItHasBegun_isKilled_andItsTaskIsLost() {
        EngineTask task = new SimTask(1, SimTask.Behaviour.ENDS, 1, 1, TERMS).task;
        enter(task);
        enter(new Event.Accepted(WORKER, 1));

        enter(new Event.Returned(WORKER, 1));

        assertThat(answers).contains(new Action.Kill(WORKER, WorkerExit.PROTOCOL));
        assertThat(task.isDone()).isFalse();
        assertThat(death().output()).anyMatch(text -> text.contains("it returned attempt 1"));
        assertThat(task.outcome()).isInstanceOf(Outcome.Lost.class);
    }

    @Test
    void endThatIsToldWithItsAcceptanceForAnAttemptThatItDoesNotHave_isAViolation() {
        enter(new SimRan(new Event.Finished(WORKER, 7, () -> true, 0, 0)));

        assertThat(answers).containsOnlyOnce(new Action.Kill(WORKER, WorkerExit.PROTOCOL));
    }

    @Test
    void whatAWorkerSaysWithoutEnd_isNotKept() {
        for (int i = 0; i < 1000; i++) {
            enter(new Event.Remark(WORKER, "x".repeat(100_000)));
        }

        assertThat(death().output()).hasSizeLessThan(100).allMatch(text -> text.length() < 10_000);
    }

    private ExitFacts death() {
        enter(new Event.ChannelEnded(WORKER, null));
        enter(new Event.Exited(WORKER, ExitFacts.unknown()));
        return answers.stream().filter(a -> a instanceof Action.WorkerDown).map(a -> ((Action.WorkerDown) a).facts())
                .findFirst().orElseThrow();
    }

    private void enter(Event event) {
        take(engine.step(event, 0));
    }

    private void take(List<Action> actions) {
        answers.addAll(actions);
        actions.clear();
    }
}
