package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.engine.EngineConfig.Lifespan;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many of four workers that share two processors are used, by how long tasks take. */
class CrowdTest {
    private static final int WORKERS = 4;
    private static final int PROCESSORS = 2;
    private static final SimTask.TaskTerms TERMS = new SimTask.TaskTerms(new EngineTask.Limits(0, 0, 0, 0), 1, 10);
    private static final long TINY = TimeUnit.MICROSECONDS.toNanos(5);
    private static final long GETS_ON = TimeUnit.MILLISECONDS.toNanos(5);

    private final PoolEngine engine = new PoolEngine(config());
    private final Map<Integer, ArrayDeque<Action.SendTask>> atWorkers = new TreeMap<>();
    private long now;
    private int submitted;

    CrowdTest() {
        enter(engine.start(now));
        for (int worker = 1; worker <= WORKERS; worker++) {
            atWorkers.put(worker, new ArrayDeque<>());
            enter(new Event.Spawned(worker, worker));
            enter(new Event.Connected(worker, worker));
            enter(new Event.Ready(worker, 0));
        }
    }

    @Test
    void tasksOfUnknownLength_goToAllWorkers() {
        submit(WORKERS);

        assertThat(busy()).isEqualTo(WORKERS);
    }

    @Test
    void tinyTasks_areLeftToAsManyWorkersAsThereAreProcessors() {
        runOneByOne(100, TINY);
        submit(10);

        assertThat(busy()).isEqualTo(PROCESSORS);
    }

    @Test
    void shortTasks_goToAllWorkers() {
        runOneByOne(100, TimeUnit.MICROSECONDS.toNanos(30));
        submit(WORKERS);

        assertThat(busy()).isEqualTo(WORKERS);
    }

    @Test
    void workersThatWereWokenForTasksOfUnknownLength_restAgain_onceTheyTurnOutTiny() {
        submit(400);
        while (engine.waiting() > 0) {
            atWorkers.keySet().forEach(worker -> runFirst(worker, TINY));
        }

        assertThat(busy()).isEqualTo(PROCESSORS);
    }

    @Test
    void workersThatDoNotGetOn_areHelpedByAsManyOthers() {
        runOneByOne(100, TINY);
        submit(10);
        List<Integer> stuck = atWorkers.keySet().stream().filter(worker -> !atWorkers.get(worker).isEmpty()).toList();
        stuck.forEach(worker -> enter(new Event.Accepted(worker, atWorkers.get(worker).getFirst().attempt())));
        now = engine.nextDeadline();
        assertThat(now).as("when it looks again").isLessThanOrEqualTo(GETS_ON + 100 * TINY);
        now = GETS_ON + 100 * TINY;
        enter(new Event.Tick());

        assertThat(busy()).isEqualTo(WORKERS);
    }

    private void submit(int tasks) {
        for (int i = 0; i < tasks; i++) {
            enter(new SimTask(submitted++, SimTask.Behaviour.ENDS, TINY, 1, TERMS).task);
        }
    }

    private void runOneByOne(int tasks, long duration) {
        for (int i = 0; i < tasks; i++) {
            submit(1);
            atWorkers.keySet().forEach(worker -> runFirst(worker, duration));
        }
    }

    private void runFirst(int worker, long duration) {
        Action.SendTask first = atWorkers.get(worker).poll();
        if (first != null) {
            enter(new Event.Accepted(worker, first.attempt()));
            now += duration;
            enter(new Event.Finished(worker, first.attempt(), () -> true, duration, 0));
        }
    }

    private long busy() {
        return atWorkers.values().stream().filter(tasks -> !tasks.isEmpty()).count();
    }

    private void enter(Event event) {
        enter(engine.step(event, now));
    }

    private void enter(List<Action> actions) {
        actions.forEach(action -> {
            if (action instanceof Action.SendTask sent) {
                atWorkers.get(sent.worker()).add(sent);
            }
        });
        actions.clear();
    }

    private static EngineConfig config() {
        long minute = TimeUnit.MINUTES.toNanos(1);
        return new EngineConfig(WORKERS, 0, minute, Lifespan.UNLIMITED, 20, minute, minute, 0, 0, 4, PROCESSORS, 1);
    }
}
