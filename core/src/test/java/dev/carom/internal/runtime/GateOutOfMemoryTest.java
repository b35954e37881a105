package dev.carom.internal.runtime;

import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.SmallJvm;
import java.util.IdentityHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of outcomes where there is no memory to queue them for their callers. */
class GateOutOfMemoryTest {

    @Test
    void outcomesThatThereIsNoMemoryToQueue_areToldOnceEach() throws Exception {
        SmallJvm.run(Flood.class);
    }

    static final class Flood extends GateWorld {
        private static final int TASKS = 20_000;

        private final Map<Action, int[]> outcomes = new IdentityHashMap<>(TASKS);
        private int failures;

        Flood() {
            super(1, 0);
        }

        public static void main(String[] args) {
            new Flood().run();
        }

        private void run() {
            EngineTask[] tasks = new EngineTask[TASKS];
            for (int i = 0; i < TASKS; i++) {
                tasks[i] = task();
                outcomes.put(tasks[i], new int[1]);
                gate.submit(tasks[i]);
            }
            SmallJvm.fill(200);
            gate.post(new Event.TerminatePool());
            SmallJvm.empty();
            SmallJvm.require(failures > 0, "there was no memory for something");
            for (EngineTask task : tasks) {
                int told = outcomes.get(task)[0];
                SmallJvm.require(told == 1, "one outcome, not " + told);
            }
            SmallJvm.require(gate.unfinished() == 0, "nothing is unfinished, not " + gate.unfinished());
        }

        @Override
        public void forCallers(Action action) {
            int[] told = outcomes.get(action);
            if (told != null) {
                told[0]++;
            }
        }

        @Override
        public void failed(Throwable bug) {
            failures++;
            gate.post(new Event.TerminatePool());
        }
    }
}
