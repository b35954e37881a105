package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.engine.EngineConfig.Lifespan;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many tasks are at a worker that has just ended one, by how long its tasks take. */
class SentAheadTest {
    private static final int OBSERVED = 100;
    private static final SimTask.TaskTerms TERMS = new SimTask.TaskTerms(new EngineTask.Limits(0, 0, 0, 0), 1, 10);

    private final PoolEngine engine = new PoolEngine(config());
    private final ArrayDeque<Action.SendTask> atWorker = new ArrayDeque<>();
    private long now;

    @Test
    void tinyTasks_waitInNumbers() {
        assertThat(afterTasksOf(TimeUnit.MICROSECONDS.toNanos(5), 100)).isGreaterThan(4);
    }

    @Test
    void shortTask_waitsBehindTheNext_whileManyWait() {
        assertThat(afterTasksOf(TimeUnit.MILLISECONDS.toNanos(1), 10)).isEqualTo(2);
    }

    @Test
    void shortTask_waitsForWhoeverIsFirst_whileFewWait() {
        assertThat(afterTasksOf(TimeUnit.MILLISECONDS.toNanos(1), 2)).isEqualTo(1);
    }

    @Test
    void longTask_waitsForWhoeverIsFirst() {
        assertThat(afterTasksOf(TimeUnit.MILLISECONDS.toNanos(3), 100)).isEqualTo(1);
    }

    /** @param left how many have not ended then */
    private int afterTasksOf(long duration, int left) {
        enter(engine.start(now));
        enter(new Event.Spawned(1, 1));
        enter(new Event.Connected(1, 1));
        enter(new Event.Ready(1, 0));
        for (int i = 0; i < OBSERVED + left; i++) {
            enter(new SimTask(i, SimTask.Behaviour.ENDS, duration, 1, TERMS).task);
        }
        for (int i = 0; i < OBSERVED; i++) {
            long attempt = atWorker.remove().attempt();
            enter(new Event.Accepted(1, attempt));
            now += duration;
            enter(new Event.Finished(1, attempt, () -> true, duration, 0));
        }
        return atWorker.size();
    }

    private void enter(Event event) {
        enter(engine.step(event, now));
    }

    private void enter(List<Action> actions) {
        actions.forEach(action -> {
            if (action instanceof Action.SendTask sent) {
                atWorker.add(sent);
            }
        });
        actions.clear();
    }

    private static EngineConfig config() {
        long minute = TimeUnit.MINUTES.toNanos(1);
        return new EngineConfig(1, 0, minute, Lifespan.UNLIMITED, 20, minute, minute, 0, 0, 32, 1, 1);
    }
}
