package dev.carom.internal.engine;

import dev.carom.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * Where the pool is in its life, and what users see of that.
 *
 * <pre>
 * OPEN -> CLOSING     shutdown(): what was taken is done, then the workers leave
 * OPEN, CLOSING -> STOPPING   terminate(): everything ends now
 * CLOSING, STOPPING -> ENDED  the last worker is dead, and each task has its outcome
 * </pre>
 *
 * <p>Beside that stands whether the pool is <em>broken</em>: then it takes no task and starts no worker.
 */
final class Standing {
    private enum Stage {
        OPEN,
        CLOSING,
        STOPPING,
        ENDED
    }

    private final Turn turn;
    private final RestartPolicy policy;

    private Stage stage = Stage.OPEN;
    private @Nullable Breakage breakage;
    private PoolState announced = PoolState.RUNNING;

    Standing(Turn turn, RestartPolicy policy) {
        this.turn = turn;
        this.policy = policy;
    }

    PoolState state() {
        if (stage == Stage.ENDED) {
            return PoolState.TERMINATED;
        }
        if (breakage != null) {
            return PoolState.BROKEN;
        }
        if (stage != Stage.OPEN) {
            return PoolState.SHUTDOWN;
        }
        return policy.isBackingOff() ? PoolState.DEGRADED : PoolState.RUNNING;
    }

    @Nullable Breakage breakage() {
        return breakage;
    }

    boolean isOpen() {
        return stage == Stage.OPEN;
    }

    boolean hasEnded() {
        return stage == Stage.ENDED;
    }

    /** Whether what is taken can still be run. */
    boolean runsTasks() {
        return stage.compareTo(Stage.STOPPING) < 0 && breakage == null;
    }

    /** Whether workers are to leave when they have nothing to do. */
    boolean windsDown() {
        return stage != Stage.OPEN || breakage != null;
    }

    void close() {
        if (stage == Stage.OPEN) {
            stage = Stage.CLOSING;
            announce("shut down");
        }
    }

    /** Returns whether it was not stopping before. */
    boolean stop() {
        if (stage.compareTo(Stage.STOPPING) >= 0) {
            return false;
        }
        stage = Stage.STOPPING;
        announce("terminated");
        return true;
    }

    void end() {
        stage = Stage.ENDED;
        announce("ended");
    }

    /** The first reason stays. */
    void breakPool(Breakage why) {
        if (breakage == null && stage.compareTo(Stage.STOPPING) < 0) {
            breakage = why;
            announce("broken");
        }
    }

    /** Tells of the state if it is another than the one told last. */
    void announce(String reason) {
        PoolState state = state();
        if (state != announced) {
            announced = state;
            turn.emit(new Action.StateChanged(state, breakage, reason));
        }
    }
}
