package dev.carom.cli.run;

import dev.carom.ApplyResult;
import dev.carom.cli.task.Reply;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An input on its way: from when it is let in until it is written out. */
final class Item {
    final Input input;

    /** What the window counts it for, in characters. */
    final long weight;

    private @Nullable ApplyResult<@Nullable Object[]> handle;
    private int attempt;

    /** How it ended for good. Only for the printing thread. */
    @Nullable Reply reply;

    Item(Input input, long weight) {
        this.input = input;
        this.weight = weight;
    }

    /** Hands it to the pool once more. Holds the monitor so that a quick end finds the handle. */
    synchronized void submit(Supplier<ApplyResult<@Nullable Object[]>> pool) {
        attempt++;
        handle = pool.get();
    }

    /** From 1. */
    synchronized int attempt() {
        return Math.max(1, attempt);
    }

    /** Of the worker that accepted the last attempt; 0 where none did. */
    synchronized long pid() {
        return handle == null ? 0 : handle.workerPid().orElse(0);
    }

    /** Takes it back if no worker has begun it. */
    void cancelUnlessRunning() {
        ApplyResult<@Nullable Object[]> submitted;
        synchronized (this) {
            submitted = handle;
        }
        if (submitted != null) {
            submitted.cancel(false);
        }
    }
}
