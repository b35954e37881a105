package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.wire.EncodedTask;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever fails of what the engine decided, the rest is carried out. */
class EngineGateTest {
    /** The engine fails at it. */
    private static final Event IMPOSSIBLE = new Event.Cancel(null, false);

    @Test
    void outcomeThatCannotBeTold_isReported_andTheOthersAreTold() {
        IllegalStateException bug = new IllegalStateException("a bug");
        EngineTask first = GateWorld.task();
        EngineTask second = GateWorld.task();
        GateWorld world = new GateWorld(1, 0) {
            @Override
            public void forCallers(Action action) {
                if (action instanceof Action.Complete complete && complete.task() == first) {
                    throw bug;
                }
                super.forCallers(action);
            }
        };
        world.gate.post(new Event.TerminatePool());
        world.gate.post(List.of(first, second));

        assertThat(world.hasOutcome(second)).isTrue();
        assertThat(world.untold).singleElement()
                .isInstanceOfSatisfying(Action.Complete.class, action -> assertThat(action.task()).isSameAs(first));
        assertThat(world.bugs).containsExactly(bug);
    }

    @Test
    void workerThatCannotBeWrittenTo_isReported_andTheOthersGetTheirTasks_andCallersTheirOutcomes() {
        IllegalStateException bug = new IllegalStateException("a bug");
        GateWorld world = new GateWorld(2, 0) {
            @Override
            Link makeLink(int worker) {
                return worker == 1 ? new NotingLink() : new NotingLink() {
                    @Override
                    public void flush() {
                        throw bug;
                    }
                };
            }
        };
        world.startWorkers();
        EngineTask cancelled = GateWorld.task();
        List<Event> events = List.of(GateWorld.task(), GateWorld.task(),
                cancelled, new Event.Cancel(cancelled, false));
        world.gate.post(events);

        assertThat(((GateWorld.NotingLink) world.links.get(1)).flushed).hasSize(1);
        assertThat(world.hasOutcome(cancelled)).isTrue();
        assertThat(world.bugs).containsExactly(bug);
    }

    @Test
    void taskThatCannotBeQueuedForItsWorker_isReported_andTheOthersAre() {
        OutOfMemoryError full = new OutOfMemoryError("a test's");
        GateWorld world = new GateWorld(2, 0) {
            @Override
            Link makeLink(int worker) {
                return worker == 1 ? new NotingLink() : new NotingLink() {
                    @Override
                    public void addTask(Action.SendTask action, TaskEncoder encoder) {
                        throw full;
                    }
                };
            }
        };
        world.startWorkers();
        world.gate.post(List.of(GateWorld.task(), GateWorld.task()));

        assertThat(((GateWorld.NotingLink) world.links.get(1)).flushed).hasSize(1);
        assertThat(world.bugs).containsExactly(full);
    }

    @Test
    void eventThatTheEngineFailsAt_isReported_andTheOthersAreEntered() {
        IllegalStateException bug = new IllegalStateException("a bug");
        EngineTask first = GateWorld.task(new EncodedTask(new byte[0], new int[0]), (proxy, method, args) -> {
            if (method.getName().equals("acceptedUnheard")) {
                throw bug;
            }
            return null;
        });
        EngineTask second = GateWorld.task();
        GateWorld world = new GateWorld(2, 0);
        world.startWorkers();
        world.gate.post(List.of(first, second));
        Action.SendTask a = world.sent(first);
        Action.SendTask b = world.sent(second);
        world.gate.post(List.of(new Event.Accepted(a.worker(), a.attempt()), new Event.Accepted(b.worker(), b.attempt()),
                new Event.Finished(b.worker(), b.attempt(), () -> true, 0, 0)));

        assertThat(world.hasOutcome(second)).isTrue();
        assertThat(world.bugs).containsExactly(bug);
        world.gate.post(new Event.TerminatePool());
        assertThat(world.hasOutcome(first)).isTrue();
    }

    @Test
    void reportThatFails_isMadeByWhoeverServesDeadlines() {
        OutOfMemoryError full = new OutOfMemoryError("a test's");
        boolean[] isFull = {true};
        GateWorld world = new GateWorld(1, 0) {
            @Override
            public void failed(Throwable bug) {
                if (isFull[0]) {
                    throw full;
                }
                super.failed(bug);
            }
        };
        assertThatThrownBy(() -> world.gate.post(IMPOSSIBLE)).isSameAs(full);
        assertThat(world.bugs).isEmpty();
        assertThat(world.calls).as("whoever serves deadlines is called").isEqualTo(1);
        isFull[0] = false;

        assertThat(world.gate.enterWaiting()).as("there was something to do").isTrue();

        assertThat(world.bugs).singleElement().isInstanceOf(NullPointerException.class);
        assertThat(world.gate.enterWaiting()).isFalse();
    }

    @Test
    void reportThatFailsByWhatItDoes_isFollowedByAnother_asOftenAsThatFails() {
        GateWorld world = new GateWorld(1, 0) {
            @Override
            public void failed(Throwable bug) {
                super.failed(bug);
                if (bugs.size() < 900) {
                    gate.post(IMPOSSIBLE);
                }
            }
        };
        world.gate.post(IMPOSSIBLE);
        assertThat(world.bugs).hasSize(900).hasOnlyElementsOfType(NullPointerException.class);
    }

    @Test
    void poolThatTakesNoMoreWork_isNotResized() {
        GateWorld world = new GateWorld(2, 0);
        world.startWorkers();
        assertThat(world.gate.resize(1)).isTrue();
        assertThat(world.gate.resize(-2)).isTrue();
        assertThat(world.gate.target()).isEqualTo(1);
        assertThatThrownBy(() -> world.gate.resize(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("would leave no worker");
        assertThatThrownBy(() -> world.gate.resize(Integer.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too many");
        world.gate.post(new Event.Shutdown());
        assertThat(world.gate.resize(1)).isFalse();
        assertThat(world.gate.resize(-1)).isFalse();
        assertThat(world.gate.target()).isEqualTo(1);
    }

    @Test
    void callerThatWaits_hasItsWorkerAgain_whoeverCallsMeanwhile() throws Exception {
        GateWorld world = new GateWorld(2, 0);
        world.startWorkers();
        EngineTask cold = GateWorld.task();
        CalledOutgoing mine = GateWorld.call();
        world.gate.submitAndBorrow(mine);
        world.gate.post(cold);
        end(world, mine); // both have worked now, the other one last
        end(world, cold);

        CalledOutgoing again = GateWorld.call();
        world.gate.submitAndBorrow(again);
        assertThat(world.sent(again).worker()).isEqualTo(world.sent(mine).worker());
        end(world, again);
        CalledOutgoing ofAnother = GateWorld.call();
        Thread other = new Thread(() -> world.gate.submitAndBorrow(ofAnother));
        other.start();
        other.join();
        assertThat(world.sent(ofAnother).worker()).as("prefers none: the one used last").isEqualTo(world.sent(mine).worker());
        CalledOutgoing elsewhere = GateWorld.call();
        world.gate.submitAndBorrow(elsewhere);
        assertThat(world.sent(elsewhere).worker()).as("the other one, as its own is busy").isEqualTo(world.sent(cold).worker());
    }

    private static void end(GateWorld world, EngineTask task) {
        Action.SendTask sent = world.sent(task);
        world.gate.post(List.of(new Event.Accepted(sent.worker(), sent.attempt()),
                new Event.Finished(sent.worker(), sent.attempt(), () -> true, 0, 0)));
    }
}
