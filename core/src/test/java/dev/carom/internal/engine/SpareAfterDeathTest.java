package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.engine.EngineConfig.Lifespan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a spare takes the place of a worker that has died, and when the next spare is started. */
class SpareAfterDeathTest {
    private static final SimTask.TaskTerms TERMS = new SimTask.TaskTerms(new EngineTask.Limits(0, 0, 0, 0), 1, 10);
    private static final int WORKER = 1;
    private static final int SPARE = 2;
    private static final int NEXT = 3;

    private final PoolEngine engine = new PoolEngine(config());
    private final List<Action> answers = new ArrayList<>();

    @BeforeEach
    void start() {
        take(engine.start(0));
        ready(WORKER);
        ready(SPARE);
        answers.clear();
    }

    @Test
    void spareHasTheTaskAtOnce_andTheNextSpareStartsOnceTheDeathIsKnown() {
        EngineTask lost = submit(1);
        enter(new Event.Accepted(WORKER, sent(lost)));
        EngineTask waiting = submit(2);

        answers.clear();
        enter(new Event.ChannelEnded(WORKER, null));
        assertThat(answers).anyMatch(a -> a instanceof Action.SendTask s && s.worker() == SPARE && s.task() == waiting);
        assertThat(answers).doesNotHaveAnyElementsOfTypes(Action.Spawn.class);

        answers.clear();
        enter(new Event.Exited(WORKER, ExitFacts.unknown()));
        assertThat(answers).contains(new Action.Spawn(NEXT, true));
    }

    @Test
    void deadSpare_isReplacedOnceItsDeathIsKnown() {
        enter(new Event.ChannelEnded(SPARE, null));
        assertThat(answers).doesNotHaveAnyElementsOfTypes(Action.Spawn.class);
        enter(new Event.Exited(SPARE, ExitFacts.unknown()));
        assertThat(answers).contains(new Action.Spawn(NEXT, true));
    }

    @Test
    void restart_replacesSparesAtOnce() {
        enter(new Event.Restart());
        assertThat(answers).contains(new Action.Spawn(NEXT, true));
    }

    private void ready(int worker) {
        enter(new Event.Spawned(worker, worker));
        enter(new Event.Connected(worker, worker));
        enter(new Event.Ready(worker, 0));
    }

    private EngineTask submit(int number) {
        EngineTask task = new SimTask(number, SimTask.Behaviour.ENDS, 1, 1, TERMS).task;
        enter(task);
        return task;
    }

    private long sent(EngineTask task) {
        return answers.stream().filter(a -> a instanceof Action.SendTask s && s.task() == task)
                .mapToLong(a -> ((Action.SendTask) a).attempt()).findFirst().orElseThrow();
    }

    private void enter(Event event) {
        take(engine.step(event, 0));
    }

    private void take(List<Action> actions) {
        answers.addAll(actions);
        actions.clear();
    }

    private static EngineConfig config() {
        long minute = TimeUnit.MINUTES.toNanos(1);
        return new EngineConfig(1, 1, minute, Lifespan.UNLIMITED, 20, minute, minute, 0, 0, 32, 1, 1);
    }
}
