package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who may poll. */
final class SpinTest {
    private static final long LONG = TimeUnit.HOURS.toNanos(1);

    private final AtomicLong unfinished = new AtomicLong(1);

    private Spin spin(long nanos, int processors) {
        return new Spin(nanos, processors, unfinished::get);
    }

    @Test
    void switchedOff_nobodyPolls() {
        Spin off = spin(0, 64);
        assertThat(off.begin()).isFalse();
        assertThat(off.forWorker()).isZero();
    }

    @Test
    void twoProcessors_areEnoughForOneCaller() {
        Spin two = spin(LONG, 2);
        assertThat(two.forWorker()).isEqualTo(LONG);
        assertThat(two.begin()).isTrue();
        assertThat(two.begin()).as("another one").isFalse();
        two.end();
        assertThat(two.begin()).as("after the first has stopped").isTrue();
    }

    @Test
    void oneProcessor_isEnoughForNobody() {
        Spin one = spin(LONG, 1);
        assertThat(one.begin()).isFalse();
        assertThat(one.forWorker()).isZero();
    }

    @Test
    void anotherTaskUnderWay_takesAProcessor() {
        Spin two = spin(LONG, 2);
        unfinished.set(2);
        assertThat(two.begin()).isFalse();
        assertThat(two.forWorker()).isZero();
        Spin four = spin(LONG, 4);
        assertThat(four.forWorker()).isEqualTo(LONG);
        assertThat(four.begin()).isTrue();
        assertThat(four.begin()).isTrue();
        assertThat(four.forWorker()).as("both poll, and both tasks are under way").isZero();
    }

    @Test
    void callerPolls_untilItsTimeIsOverOrItsProcessorIsNeeded() {
        Spin two = spin(LONG, 2);
        assertThat(two.begin()).isTrue();
        assertThat(two.goesOn(System.nanoTime())).isTrue();
        assertThat(two.goesOn(System.nanoTime() - LONG)).as("after all of its time").isFalse();
        unfinished.set(2);
        assertThat(two.goesOn(System.nanoTime())).as("when another task is under way").isFalse();
    }
}
