package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.WorkerState;
import dev.carom.internal.engine.EngineConfig.Lifespan;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pool that grows and shrinks before its workers are ready. */
class ShrinkTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final PoolEngine engine = new PoolEngine(new EngineConfig(1, 0, MINUTE, new Lifespan(0, 0, 0, 0, 0, MINUTE, false),
            2000, MINUTE, MINUTE, 0, 0, 32, 2, 1));

    @Test
    void youngestStart_isGivenUp() {
        engine.start(0).clear();
        for (int round = 0; round < 3; round++) {
            step(new Event.Grow(1));
            step(new Event.Shrink(1));
        }

        assertThat(engine.workers().stream().filter(worker -> worker.state() == WorkerState.STARTING))
                .singleElement().satisfies(worker -> assertThat(worker.id()).isEqualTo(1));
    }

    private void step(Event event) {
        List<Action> actions = engine.step(event, 0);
        actions.clear();
    }
}
