package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random histories of the engine against all its {@link Rule}s.
 *
 * <p>A failure names its seed: {@code -Dcarom.sim.seed=n} plays that one again; {@code -Dcarom.sim.histories=n} plays as many
 * as wanted, from {@code -Dcarom.sim.first=n}.
 */
final class SimulationTest {
    private static final int HISTORIES = Integer.getInteger("carom.sim.histories", 20_000);
    private static final long FIRST = Long.getLong("carom.sim.first", 1);
    private static final int THREADS = 2;

    @Test
    void randomHistories_keepEveryRule() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        AtomicBoolean failed = new AtomicBoolean();
        try {
            List<Callable<Long>> shares = new ArrayList<>();
            for (int share = 0; share < THREADS; share++) {
                long from = FIRST + share;
                shares.add(() -> play(from, failed));
            }
            long steps = 0;
            for (Future<Long> share : threads.invokeAll(shares)) {
                steps += share.get();
            }
            assertThat(steps).as("steps taken").isGreaterThan(20L * HISTORIES);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long play(long from, AtomicBoolean failed) {
        long steps = 0;
        for (long seed = from; seed < FIRST + HISTORIES && !failed.get(); seed += THREADS) {
            try {
                steps += SimWorld.play(seed, Fault.NONE);
            } catch (SimFailure e) {
                failed.set(true);
                throw e;
            }
        }
        return steps;
    }

    @Test
    @EnabledIfSystemProperty(named = "carom.sim.seed", matches = "-?\\d+")
    void givenSeed_keepsEveryRule() {
        assertThat(SimWorld.play(Long.getLong("carom.sim.seed"), Fault.NONE)).isPositive();
    }

    @Test
    void sameSeed_playsTheSameHistory() {
        assertThat(SimWorld.play(4711, Fault.NONE)).isEqualTo(SimWorld.play(4711, Fault.NONE));
    }
}
