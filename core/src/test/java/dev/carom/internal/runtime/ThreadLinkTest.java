package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.Task;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.threads.WorkerSetup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is heard of a worker that is a thread, and until when. */
class ThreadLinkTest {
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
    private static final long UNKNOWN_ATTEMPT = 4711;

    private ThreadWorkers workers;
    private final GateWorld world = new GateWorld(1, 3600) {
        @Override
        Link makeLink(int worker) {
            return workers.link(worker, false);
        }
    };
    private final CountDownLatch killing = new CountDownLatch(1);

    @BeforeEach
    void start() {
        workers = new ThreadWorkers(world.gate, null,
                new WorkerSetup("linked", null, 1024, TimeUnit.HOURS.toNanos(1), true, null, null, new byte[0], new byte[0]));
        workers.start();
        world.gate.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        killing.countDown();
        world.gate.post(new Event.TerminatePool());
        workers.endOrders();
        workers.close();
    }

    private List<Action.Accepted> accepted() {
        return world.told.stream().filter(Action.Accepted.class::isInstance).map(Action.Accepted.class::cast).toList();
    }

    @Test
    void attemptThatAKilledWorkerHadNotBegun_goesToAnother_whateverTheThreadSaysOfIt() throws Exception {
        Task<Integer, RuntimeException> one = () -> 1;
        EngineTask task = GateWorld.task(world.encoder.encode(one));
        world.gate.post(task);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> accepted().size() == 1);
        Thread first = ((ThreadLink) world.links.get(1)).thread();
        workers.order(() -> awaitUninterrupted(killing)); // what was ordered behind this comes later

        world.gate.post(new Event.Accepted(1, UNKNOWN_ATTEMPT)); // for which it is killed
        first.join(MINUTE); // as it is not to run the attempt, it says that it gives it back
        assertThat(first.isAlive()).isFalse();
        assertThat(world.hasOutcome(task)).isFalse();
        killing.countDown();

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> accepted().size() == 2);
        world.gate.post(new Event.Confirm(task, 0, true, null));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> world.hasOutcome(task));
        assertThat(accepted().get(1).pid()).isNotEqualTo(first.getId());
    }

    @Test
    void threadsThatLimitsNeed_areThereBeforeTheFirstLimit() {
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .contains("carom-linked-launcher", "carom-linked-interrupter");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
