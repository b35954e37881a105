package dev.carom.internal.runtime;

import static dev.carom.internal.engine.SmallJvm.require;

import dev.carom.PoolState;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.SmallJvm;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What callers are told where there is no memory to queue it. */
class CallerActionsTest {

    @Test
    void outcomesAndTheEndThatThereIsNoMemoryToQueue_areToldOnceEach() throws Exception {
        SmallJvm.run(Overflow.class);
    }

    static final class Overflow {
        /** While there is memory, so that the queue is too large then to be enlarged. */
        private static final int QUEUED = 50_000;

        private static final int UNQUEUED = 20;

        public static void main(String[] args) {
            GateWorld world = new GateWorld(1, 0);
            CallerActions callers = new CallerActions();
            List<Action> actions = new ArrayList<>();
            for (int i = 0; i < 2 * QUEUED; i++) {
                actions.add(GateWorld.task());
            }
            Action end = new Action.StateChanged(PoolState.TERMINATED, null, "ended");
            actions.subList(0, QUEUED).forEach(callers::add);
            Object memory = SmallJvm.takeMemory();
            int queued = QUEUED;
            while (isAdded(callers, actions.get(queued))) {
                queued++;
            }
            int added = queued + UNQUEUED;
            for (Action action : actions.subList(queued + 1, added)) {
                require(!isAdded(callers, action), "there is no memory for it");
            }
            require(!isAdded(callers, end), "there is no memory for the end");
            Reference.reachabilityFence(memory);
            memory = null;

            Throwable bug = callers.tell(world, null);

            require(bug == null, "nothing failed, and not " + bug);
            List<Action> told = List.copyOf(world.told);
            require(told.subList(0, queued).equals(actions.subList(0, queued)), "what was queued came first, in its order");
            Set<Action> all = Collections.newSetFromMap(new IdentityHashMap<>());
            all.addAll(told);
            require(told.size() == added + 1 && all.containsAll(actions.subList(0, added)), "all were told once: " + told.size());
            require(told.get(added) == end, "the end is the last");
        }

        private static boolean isAdded(CallerActions callers, Action action) {
            try {
                callers.add(action);
                return true;
            } catch (OutOfMemoryError full) {
                return false;
            }
        }
    }
}
