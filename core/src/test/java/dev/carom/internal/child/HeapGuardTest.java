package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When the heap of a worker is collected between tasks. */
class HeapGuardTest {
    private static final long MIB = 1 << 20;

    private long used;
    private long left;

    private final HeapGuard guard = new Heap(true);

    private final class Heap extends HeapGuard {
        Heap(boolean isOn) {
            super(isOn);
        }

        @Override
        long used() {
            return used;
        }

        @Override
        void collectAll() {
            used = left;
        }
    }

    @Test
    void whatIsLittle_isLeft() {
        used = HeapGuard.LEAST;
        assertThat(guard.isDue()).isFalse();
        used = HeapGuard.LEAST + 1;
        assertThat(guard.isDue()).isTrue();
    }

    @Test
    void whatIsInUse_mayDouble() {
        left = 100 * MIB;
        used = 300 * MIB;
        assertThat(guard.isDue()).isTrue();
        guard.collect();
        used = 200 * MIB;
        assertThat(guard.isDue()).isFalse();
        used++;
        assertThat(guard.isDue()).isTrue();
        left = MIB;
        guard.collect();
        used = HeapGuard.LEAST + 1;
        assertThat(guard.isDue()).isTrue();
    }

    @Test
    void afterTinyTasks_itLooksOnceInAWhile() {
        used = HeapGuard.LEAST + 1;
        assertThat(guard.isDueAfter(HeapGuard.LOOK - 2)).isFalse();
        assertThat(guard.isDueAfter(1)).isFalse();
        assertThat(guard.isDueAfter(1)).isTrue();
        assertThat(guard.isDueAfter(1)).isFalse();
        assertThat(guard.isDueAfter(HeapGuard.LOOK)).isTrue();
    }

    @Test
    void whereNobodyAskedForIt_itDoesNothing() {
        HeapGuard off = new Heap(false);
        used = Long.MAX_VALUE;
        assertThat(off.isDue()).isFalse();
        assertThat(off.isDueAfter(Long.MAX_VALUE)).isFalse();
    }
}
