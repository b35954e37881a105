package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.WorkerExit;
import dev.carom.WorkerState;
import org.junit.jupiter.api.Test;

/** Which worker that has nothing to do gets a task. */
class IdleWorkersTest {
    private final IdleWorkers idle = new IdleWorkers();

    @Test
    void usedLast_isTheWarmest() {
        Worker first = idle(1, 5);
        Worker last = idle(2, 1);
        assertThat(idle.warmest()).isSameAs(last);
        idle.remove(last);
        assertThat(idle.warmest()).isSameAs(first);
    }

    @Test
    void hasNeverDoneAnything_isTheColdest() {
        Worker warm = idle(1, 1);
        idle(2, 0);
        assertThat(idle.warmest()).isSameAs(warm);
    }

    @Test
    void takesNoTasks_isDropped() {
        Worker other = idle(1, 1);
        idle(2, 1).retiring = WorkerExit.SHRUNK;
        assertThat(idle.warmest()).isSameAs(other);
    }

    @Test
    void preferred_isChosen_whereItIsIdleAndHasWorked() {
        Worker preferred = idle(1, 1);
        idle(2, 0);
        idle(3, 1).retiring = WorkerExit.SHRUNK;
        Worker warmest = idle(4, 1);
        assertThat(chosen(EngineTask.ANY_WORKER)).as("prefers none").isSameAs(warmest);
        assertThat(chosen(1)).isSameAs(preferred);
        assertThat(chosen(2)).as("has never done anything").isSameAs(warmest);
        assertThat(chosen(3)).as("takes no tasks").isSameAs(warmest);
        assertThat(chosen(4)).isSameAs(warmest);
        assertThat(chosen(5)).as("is not idle").isSameAs(warmest);
    }

    private Worker chosen(int preferred) {
        SimTask task = new SimTask(1, SimTask.Behaviour.ENDS, 1, 1,
                new SimTask.TaskTerms(new EngineTask.Limits(0, 0, 0, 0), 1, 10));
        task.preferredWorker = preferred;
        return idle.choose(task.task, idle.warmest());
    }

    private Worker idle(int id, long finished) {
        Worker worker = new Worker(id, false);
        worker.transition(WorkerState.IDLE, null);
        worker.finished = finished;
        idle.add(worker);
        return worker;
    }
}
