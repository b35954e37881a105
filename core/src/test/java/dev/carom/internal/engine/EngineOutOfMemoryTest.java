package dev.carom.internal.engine;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of tasks where there is no memory for the queue of the engine, nor for all that comes of its end. */
class EngineOutOfMemoryTest {

    @Test
    void tasksThatThereIsNoMemoryFor_haveOneOutcomeEach_asHaveTheOthers() throws Exception {
        SmallJvm.run(Flood.class);
    }

    static final class Flood {
        private static final int TASKS = 20_000;

        private static final PoolEngine ENGINE = engine();

        public static void main(String[] args) {
            Counted[] tasks = new Counted[TASKS];
            for (int i = 0; i < TASKS; i++) {
                tasks[i] = new Counted();
            }
            Event end = new Event.TerminatePool();
            SmallJvm.fill(60);
            int failures = 0;
            for (Counted task : tasks) {
                failures += enter(task) ? 0 : 1;
            }
            int ends = 1;
            while (!enter(end)) {
                ends++;
            }
            SmallJvm.empty();
            SmallJvm.require(failures > 0, "the queue could not grow");
            SmallJvm.require(ends > 1, "the end failed half-way");
            for (Counted task : tasks) {
                SmallJvm.require(task.outcomes == 1, "one outcome, not " + task.outcomes);
            }
            SmallJvm.require(ENGINE.unfinished() == 0, "nothing is unfinished, not " + ENGINE.unfinished());
        }

        /** Returns whether the step did not fail. */
        private static boolean enter(Event event) {
            try {
                note(ENGINE.step(event, 0));
                return true;
            } catch (OutOfMemoryError e) {
                note(ENGINE.decided(event));
                return false;
            }
        }

        private static void note(List<Action> actions) {
            for (int i = 0; i < actions.size(); i++) {
                if (actions.get(i) instanceof Counted task) {
                    task.outcomes++;
                }
            }
            actions.clear();
        }

        private static PoolEngine engine() {
            long minute = TimeUnit.MINUTES.toNanos(1);
            PoolEngine engine = new PoolEngine(
                    new EngineConfig(1, 0, 0, 0, minute, 0, 0, 0, 0, 0, 0, 20, minute, minute, 0, 0, false, 4, 1, 1));
            engine.start(0).clear();
            return engine;
        }
    }

    private static final class Counted extends EngineTask {
        private static final Limits NONE = new Limits(0, 0, 0, 0);

        private int outcomes;

        Counted() {
            super(NONE, 1, 1);
        }

        @Override
        protected String label() {
            return "counted";
        }

        @Override
        protected boolean acceptedUnheard(long pid) {
            return true;
        }
    }
}
