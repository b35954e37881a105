package dev.carom.internal.engine;

import dev.carom.PoolState;
import dev.carom.PoolStatistics.TaskTimes;
import dev.carom.WorkerExit;
import org.jspecify.annotations.Nullable;

/** What the engine wants done. Actions for one worker, and those for callers, are carried out in their order. */
public sealed interface Action {

    // ---- for the launcher

    /** Start the process of this worker. */
    record Spawn(int worker, boolean spare) implements Action {}

    /** Send the signal to the worker's own process. */
    record Signal(int worker, int signal) implements Action {}

    /** Kill the worker's process with all that it started. */
    record Kill(int worker, WorkerExit reason) implements Action {}

    record SampleMemory(int worker) implements Action {}

    /** Ask the kernel what the worker does; answered by {@link Event.Examined} where that can be known. */
    record Examine(int worker) implements Action {}

    /** The worker is dead: release what was held for it. */
    record Release(int worker) implements Action {}

    // ---- for a worker's channel

    /** Read what it has recorded and not written; only a tick asks for this. */
    record Look(int worker) implements Action {}

    /**
     * There is one for each attempt, so it is the attempt itself. A class, as HotSpot finds an object by its class at once, and
     * by one of several interfaces only after a search.
     */
    abstract sealed class SendTask implements Action permits Attempt {
        public abstract int worker();

        public abstract long attempt();

        public abstract EngineTask task();

        /** How many times the task is sent with this one, from 1. For as long as this attempt is not lost. */
        public abstract int delivery();
    }

    record SendRevoke(int worker, long attempt) implements Action {}

    record SendConfirm(int worker, long attempt, boolean go) implements Action {}

    record SendSoftLimit(int worker, long attempt, long limit, long elapsed, long pid) implements Action {}

    record SendDump(int worker, long attempt) implements Action {}

    record SendExit(int worker) implements Action {}

    // ---- for callers

    /**
     * The task has this outcome, and will never have another. Nothing is said of it after this. There is one for each task, so
     * it is the task itself.
     */
    sealed interface Complete extends Action permits EngineTask {
        EngineTask task();

        Outcome outcome();
    }

    /**
     * A worker accepted the task, and somebody has to be told; where {@code decide}, the pool must answer with {@link
     * Event.Confirm}.
     */
    record Accepted(EngineTask task, long attempt, long pid, boolean decide) implements Action {}

    /** The limits of the task run from now. */
    record LimitsSet(EngineTask task) implements Action {}

    /** The limits of the task run no longer; once for each {@link LimitsSet}, and before its {@link Complete}. */
    record LimitsCancelled(EngineTask task) implements Action {}

    /** The task is over a limit of so many nanoseconds, in the worker with this pid. */
    record LimitPassed(EngineTask task, Kind kind, long limit, long pid) implements Action {
        public enum Kind {
            SOFT,
            HARD,
            STALL
        }

        public boolean soft() {
            return kind == Kind.SOFT;
        }
    }

    /** The task reported progress. */
    record Progressed(EngineTask task, Object value) implements Action {}

    /** A task leaves these threads running; {@code task} is null where the worker named none that it runs. */
    record ThreadsLeft(int worker, long pid, @Nullable EngineTask task, String threads, boolean recycles) implements Action {}

    /** A worker is ready, so many nanoseconds after its start was asked for. */
    record WorkerUp(int worker, long pid, long took) implements Action {}

    /** A worker that serves well is to be replaced, after so many tasks. */
    record Recycled(int worker, long pid, WorkerExit reason, long tasks) implements Action {}

    /** An attempt that had begun is over; where {@code lost}, its worker died with it. Only while attempts are watched. */
    record Attempted(TaskTimes times, boolean lost) implements Action {}

    /** A worker died; {@code wasUp} says whether it had been ready, {@code with} what it had begun and not ended. */
    record WorkerDown(int worker, long pid, ExitFacts facts, WorkerExit reason, boolean wasUp, @Nullable Begun with)
            implements Action {}

    /** A task that a worker has run for so many nanoseconds. */
    record Begun(EngineTask task, int delivery, long ran) {}

    record StateChanged(PoolState state, @Nullable Breakage breakage, String reason) implements Action {}
}
