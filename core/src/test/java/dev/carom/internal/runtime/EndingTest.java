package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever happens, each part of a pool is taken down. */
class EndingTest {
    private final AtomicInteger down = new AtomicInteger();

    @Test
    void threadThatIsInterrupted_takesEachPartDown_andStaysInterrupted() throws Exception {
        CountDownLatch part = new CountDownLatch(0);
        Ending.Step waits = () -> {
            part.await(); // throws at once where the thread is interrupted
            down.incrementAndGet();
        };
        Ending ending = new Ending("ending", List.of(waits, down::incrementAndGet), null);
        FutureTask<Boolean> taking = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            ending.run();
            return Thread.currentThread().isInterrupted();
        });
        new Thread(taking).start();
        assertThat(taking.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(down).hasValue(2);
        assertThat(ending.isOver()).isTrue();
    }

    @Test
    void partThatFails_keepsNoOtherUp() {
        Ending.Step fails = () -> {
            throw new IllegalStateException("a test's");
        };
        Ending ending = new Ending("ending", List.of(fails, down::incrementAndGet), null);
        ending.run();
        assertThat(down).hasValue(1);
        assertThat(ending.isOver()).isTrue();
    }
}
