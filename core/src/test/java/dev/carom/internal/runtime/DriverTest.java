package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carom.LeftoverThreads;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.results.Nanos;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who serves a pool that has no threads of its own, and who is called for it. */
class DriverTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final Bell bell = new Bell("hosted", calls::incrementAndGet);
    private final GateWorld world = new GateWorld(1, 0) {
        @Override
        public void deadlineMoved() {
            io.wakeUp();
        }

        @Override
        public void callersTold() {
            driver.callersTold();
        }
    };
    private final IoLoop io = io(world, true);
    private final Driver driver =
            new Driver("hosted", false, io, world.gate, new CallbackQueue("hosted-callbacks", null, true), bell);

    /** Of a pool that has threads. */
    private volatile IoLoop served;

    private IoLoop io(GateWorld of, boolean hosted) {
        return new IoLoop("io", of.gate, link -> new byte[0], new Notices(LeftoverThreads.IGNORE), null, bell, hosted,
                new Spin(0, 2, () -> 0));
    }

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void whoDrives_seesWhatItHasEnteredItself_withoutBeingWoken() throws Exception {
        world.gate.post(new Event.TerminatePool()); // so that what is submitted ends at once
        Thread another = new Thread(() -> world.gate.serve(true));
        another.start();
        another.join();
        driver.poll(0); // nothing has woken the selector from here on
        EngineTask task = GateWorld.task();
        world.gate.submit(task);
        assertThat(world.hasOutcome(task)).as("it is left to whoever serves").isFalse();

        FutureTask<Boolean> driving = new FutureTask<>(() -> driver.drive(() -> world.hasOutcome(task), Long.MAX_VALUE));
        Thread thread = new Thread(driving);
        thread.setDaemon(true);
        thread.start();
        assertThat(driving.get(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void whoDrivesForAsLongAsALongCanSay_isWokenForADeadline() throws Exception {
        long longest = Nanos.of(Long.MAX_VALUE - 1, TimeUnit.NANOSECONDS);
        FutureTask<Boolean> driving = new FutureTask<>(() -> driver.drive(() -> calls.get() > 0, longest));
        Thread thread = new Thread(driving);
        thread.setDaemon(true);
        thread.start();
        await().atMost(1, TimeUnit.MINUTES).until(() -> isInSelect(thread));

        world.gate.start(); // a worker is to be ready in time

        assertThat(driving.get(1, TimeUnit.MINUTES)).isTrue();
    }

    private static boolean isInSelect(Thread thread) {
        return Stream.of(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("select"));
    }

    @Test
    void endThatNoThreadWasThereFor_isCarriedOutByWhoWaits() throws Exception {
        AtomicInteger down = new AtomicInteger();
        Ending ending = new Ending("hosted", List.of(down::incrementAndGet), order -> {
            throw new OutOfMemoryError("a test's");
        });
        ending.begin();
        FutureTask<Boolean> waiting = new FutureTask<>(() -> driver.await(ending, Long.MAX_VALUE));
        Thread thread = new Thread(waiting);
        thread.setDaemon(true);
        thread.start();
        assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(down).hasValue(1);
    }

    @Test
    void threadThatCannotReportWhatFailed_triesAgain_andServesOn() throws Exception {
        CountDownLatch failures = new CountDownLatch(3);
        CountDownLatch outcomes = new CountDownLatch(1);
        GateWorld failing = new GateWorld(1, 0) {
            @Override
            public void deadlineMoved() {
                served.wakeUp();
            }

            @Override
            public void failed(Throwable bug) {
                if (failures.getCount() > 0) {
                    failures.countDown();
                    throw new OutOfMemoryError("a test's");
                }
            }

            @Override
            public void forCallers(Action action) {
                if (action instanceof EngineTask) {
                    outcomes.countDown();
                }
            }
        };
        served = io(failing, false);
        Driver serving = new Driver("serving", true, served, failing.gate, new CallbackQueue("serving-callbacks", null, false), bell);
        serving.start();
        try {
            assertThatThrownBy(() -> failing.gate.post(new Event.Cancel(null, false))).isInstanceOf(OutOfMemoryError.class);
            assertThat(failures.await(1, TimeUnit.MINUTES)).isTrue();
            failing.gate.post(new Event.TerminatePool());
            failing.gate.submit(GateWorld.task());
            assertThat(outcomes.await(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            serving.close();
            served.close();
        }
    }

    @Test
    void hostThatIsAway_isCalledForAnEarlierDeadline_alsoAfterAnotherThreadHasPolled() throws Exception {
        driver.maintain();
        driver.poll(0);
        assertThat(calls).hasValue(0);
        world.gate.start(); // a worker is to be ready in time
        assertThat(calls).hasValue(1);
    }
}
