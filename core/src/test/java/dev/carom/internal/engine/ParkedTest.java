package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.EngineConfig.Lifespan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Workers that leave for want of work, and come back. */
class ParkedTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final PoolEngine engine = new PoolEngine(new EngineConfig(3, 0, MINUTE, new Lifespan(0, 0, 0, 0, 0, MINUTE, false),
            2000, MINUTE, MINUTE, 0, 0, 32, 2, 1));
    private final ArrayDeque<Action> todo = new ArrayDeque<>();
    private final List<Integer> restarted = new ArrayList<>();
    private final List<Integer> idled = new ArrayList<>();
    private long now;

    @Test
    void allHaveLeft_eachTaskBringsBackOne() {
        allReady();
        for (; now <= MINUTE; now += MINUTE / 600) {
            failEachStart();
            enter(new Event.Tick());
        }
        failEachStart();
        assertThat(idled).hasSize(3);

        enter(task(1));
        assertThat(spawns()).isOne();
        enter(new Event.Tick());
        assertThat(spawns()).isOne();
        enter(task(2));
        assertThat(spawns()).isEqualTo(2);
        enter(task(3));
        enter(task(4));
        assertThat(spawns()).isEqualTo(3);
    }

    @Test
    void whileNoReplacementStarts_theLastThatServesStays() {
        allReady();
        for (int number = 1; number <= 3; number++) {
            enter(task(number));
        }
        for (Action action : List.copyOf(todo)) {
            if (action instanceof Action.SendTask sent) {
                enter(new Event.Accepted(sent.worker(), sent.attempt()));
                if (sent.worker() != 3) { // which has something to do for all that follows
                    enter(new Event.Finished(sent.worker(), sent.attempt(), () -> true, 1, 0));
                }
            }
        }
        todo.clear();

        enter(new Event.Restart());
        for (; now < 3 * MINUTE; now += MINUTE / 600) {
            failEachStart();
            enter(new Event.Tick());
        }

        assertThat(idled).as("left for want of work").isNotEmpty();
        assertThat(restarted).as("left to be replaced").hasSize(1);
    }

    private void allReady() {
        take(engine.start(0));
        for (int worker = 1; worker <= 3; worker++) {
            enter(new Event.Spawned(worker, worker));
            enter(new Event.Connected(worker, worker));
            enter(new Event.Ready(worker, 0));
        }
        todo.clear();
    }

    private static EngineTask task(int number) {
        return new SimTask(number, SimTask.Behaviour.ENDS, 1, 1,
                new SimTask.TaskTerms(new EngineTask.Limits(0, 0, 0, 0), 1, 10)).task;
    }

    private long spawns() {
        return todo.stream().filter(Action.Spawn.class::isInstance).count();
    }

    private void failEachStart() {
        for (Action action = todo.poll(); action != null; action = todo.poll()) {
            if (action instanceof Action.Spawn spawn) {
                enter(new Event.Spawned(spawn.worker(), spawn.worker()));
                enter(new Event.Exited(spawn.worker(), ExitFacts.unknown()));
            } else if (action instanceof Action.SendExit exit) {
                enter(new Event.ChannelEnded(exit.worker(), null));
                enter(new Event.Exited(exit.worker(), ExitFacts.unknown()));
            } else if (action instanceof Action.Recycled left) {
                (left.reason() == WorkerExit.RESTARTED ? restarted : idled).add(left.worker());
            }
        }
    }

    private void enter(Event event) {
        take(engine.step(event, now));
    }

    private void take(List<Action> actions) {
        todo.addAll(actions);
        actions.clear();
    }
}
