package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of two idle workers gets the task of a thread that had the second one, while the first was used last. */
class LastWorkersTest {
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int USUAL = 10_000;

    private final LastWorkers workers = new LastWorkers();
    private final GateWorld world = new GateWorld(2, 0);

    @BeforeEach
    void bothHaveWorked() {
        world.startWorkers();
        List<EngineTask> tasks = List.of(GateWorld.task(), GateWorld.task());
        tasks.forEach(task -> world.gate.post(new Event.Submit(task)));
        tasks.forEach(this::end);
        workers.sent(SECOND);
    }

    private void end(EngineTask task) {
        Action.SendTask sent = world.sent(task);
        world.gate.post(List.of(new Event.Accepted(sent.worker(), sent.attempt()),
                new Event.Finished(sent.worker(), sent.attempt(), () -> true, 0, 0)));
    }

    private void back(int times, long way) {
        for (int i = 0; i < times; i++) {
            workers.back(way);
        }
    }

    private int worker() {
        EngineTask other = GateWorld.task();
        other.prefer(FIRST);
        world.gate.post(new Event.Submit(other));
        end(other);
        EngineTask task = GateWorld.task();
        workers.advise(task);
        world.gate.post(new Event.Submit(task));
        end(task);
        return world.sent(task).worker();
    }

    @Test
    void hasItAgain() {
        back(100, USUAL);
        assertThat(worker()).isEqualTo(SECOND);
    }

    @Test
    void wayIsLongOnce_hasItAgain() {
        back(100, USUAL);
        back(1, 4 * USUAL);
        assertThat(worker()).isEqualTo(SECOND);
    }

    @Test
    void wayHasBecomeLong_hasAnother_untilItIsShortAgain() {
        back(100, USUAL);
        back(100, 4 * USUAL);
        assertThat(worker()).isEqualTo(FIRST);
        back(100, USUAL);
        assertThat(worker()).isEqualTo(SECOND);
    }

    @Test
    void wayToOneIsLong_isNotHeldAgainstTheNext() {
        workers.sent(FIRST);
        back(100, USUAL);
        back(100, 4 * USUAL);
        workers.sent(SECOND);
        assertThat(worker()).isEqualTo(SECOND);
    }

    @Test
    void taskThatWaitedOrWasLost_changesNothing() {
        back(100, USUAL);
        workers.sent(-1);
        back(100, 0);
        assertThat(worker()).isEqualTo(SECOND);
    }
}
