package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StackReserveTest {
    private static final int SMALL_STACK = 256 << 10;

    /** Interpreted, each of them takes about 100 bytes. */
    private static final int FRAMES_LEFT = 40;

    private boolean tried;
    private boolean enough;
    private int depth;

    /** Calls itself until the reserve is refused, and then uses what must be left there, from one frame above. */
    private void descend() {
        StackReserve.require();
        depth++;
        try {
            descend();
        } catch (StackOverflowError e) {
            if (!tried) {
                tried = true;
                use(FRAMES_LEFT);
                enough = true;
            }
        }
    }

    private int use(int frames) {
        return frames == 0 ? 0 : use(frames - 1) + 1;
    }

    /** Compilers must not make less of the reserve than it is: so it is tried as compiled as it comes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 300, 100_000})
    void refusesWhereTooLittleIsLeft_andThereAlone(int usedBefore) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            for (int i = 0; i < usedBefore; i++) {
                StackReserve.require();
            }
            descend();
            return null;
        });
        new Thread(null, task, "small stack", SMALL_STACK).start();
        task.get(1, TimeUnit.MINUTES);
        assertThat(depth).isGreaterThan(50);
        assertThat(enough).as("stack was left for what the reserve is for").isTrue();
    }

    @Test
    void twiceAsMuch_leavesEnoughForOnce() throws Exception {
        FutureTask<Integer> task = new FutureTask<>(() -> descendTwice(0));
        new Thread(null, task, "small stack", SMALL_STACK).start();
        assertThat(task.get(1, TimeUnit.MINUTES)).isGreaterThan(50);
    }

    private int descendTwice(int from) {
        try {
            StackReserve.requireTwice();
        } catch (StackOverflowError e) {
            return from;
        }
        int reached = descendTwice(from + 1);
        StackReserve.require();
        return reached;
    }
}
