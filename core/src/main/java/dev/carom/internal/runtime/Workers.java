package dev.carom.internal.runtime;

import dev.carom.error.LaunchException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the workers of a pool are made of: processes of their own, or threads of this one. */
interface Workers extends Outcomes.Fates {

    /** Before the first {@link Link} is asked for. */
    void start();

    /** The way to a worker that will be ordered to start. Under the engine's lock; starts nothing. */
    Link link(int worker, boolean spare);

    /** That worker is ready. */
    void ready(int worker);

    /** Why a worker could not be started, for the first time that one could not; null if all could. */
    @Nullable LaunchException firstFailure();

    /** @throws RuntimeException if workers cannot be sent this signal */
    void requireSignal(int signal);

    /** This JVM ends: no worker is started any more. Waits for one that is being started. */
    void seal() throws InterruptedException;

    /** This JVM ends, and all workers were {@linkplain Link#abandon abandoned}. Waits until they are gone. */
    void abandon() throws InterruptedException;

    /** What takes the pool down at its end, where that is to start no thread for it; null for a thread of its own. */
    @Nullable Executor dismantler();

    /** Carries out what was ordered, and nothing after that. Waits for it, but where {@link #dismantler} calls. */
    void endOrders() throws InterruptedException;

    /** Gives back what is held for all workers, whose last orders have been carried out. */
    void close();
}
