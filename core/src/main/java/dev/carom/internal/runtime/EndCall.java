package dev.carom.internal.runtime;

import dev.carom.PoolState;
import dev.carom.error.PoolClosedException;
import org.jspecify.annotations.Nullable;

/** What was called to end a pool, for those that want something of it after that. A call that kills hides one that does not. */
final class EndCall {
    private final String pool;
    private volatile @Nullable String call;
    private volatile boolean kills;

    EndCall(String pool) {
        this.pool = pool;
    }

    /** @param what such as {@code shutdown() was called} */
    synchronized void made(String what, boolean killing) {
        if (call == null || killing && !kills) {
            call = what;
            kills = killing;
        }
    }

    boolean isMade() {
        return call != null;
    }

    /** Of what is asked of a pool that is ending, or has ended. */
    PoolClosedException refusal(PoolState state) {
        return new PoolClosedException("pool " + pool + " takes no more tasks: " + what()
                + (state == PoolState.TERMINATED ? ", and it is TERMINATED" : ", and it is ending")
                + "; end a pool after the last task is submitted, or make a new one", null);
    }

    /** Of a task that it was given before, or just then: a call that does not kill lets all end that came before it. */
    PoolClosedException unfinished(boolean mayHaveRun) {
        String fate = isMade() && !kills
                ? "the task did not begin, as it came too late: "
                : mayHaveRun ? "the task may have begun, and did not end: " : "the task did not begin: ";
        return new PoolClosedException(fate + what() + " on pool " + pool, null, mayHaveRun);
    }

    private String what() {
        String known = call;
        return known == null ? "it is closed" : known;
    }
}
