package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.internal.engine.Action;
import org.junit.jupiter.api.Test;

/** Which link an action for a worker goes to. */
class LinksTest {
    private final GateWorld world = new GateWorld(1, 0);
    private final Links links = new Links(world.encoder, world);

    @Test
    void workerThatWasReleased_isSentNothing_alsoRightAfterItWasSentSomething() {
        links.route(new Action.Spawn(1, false), null);
        assertThat(links.route(new Action.SendExit(1), null)).containsExactly(world.links.get(1));

        links.route(new Action.Release(1), null);

        assertThatThrownBy(() -> links.route(new Action.SendExit(1), null)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("worker 1 was released");
        assertThat(links.get(1)).isNull();
        assertThat(links.all()).isEmpty();
    }
}
