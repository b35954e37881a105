package dev.carom.internal.engine;

import dev.carom.PoolState;
import dev.carom.WorkerExit;
import org.jspecify.annotations.Nullable;

/** What the engine wants done. Actions for one worker, and those for callers, are carried out in their order. */
public sealed interface Action {

    // ---- for the launcher

    /** Start the process of this worker. */
    record Spawn(int worker) implements Action {}

    /** Send the signal to the worker's own process. */
    record Signal(int worker, int signal) implements Action {}

    /** Kill the worker's process with all that it started. */
    record Kill(int worker, WorkerExit reason) implements Action {}

    record SampleMemory(int worker) implements Action {}

    /** The worker is dead: release what was held for it. */
    record Release(int worker) implements Action {}

    // ---- for a worker's channel

    /** Read what it has recorded and not written; only a tick asks for this. */
    record Look(int worker) implements Action {}

    record SendTask(int worker, long attempt, EngineTask task, int delivery) implements Action {}

    record SendRevoke(int worker, long attempt) implements Action {}

    record SendConfirm(int worker, long attempt, boolean go) implements Action {}

    record SendSoftLimit(int worker, long attempt, long limit) implements Action {}

    record SendDump(int worker, long attempt) implements Action {}

    record SendExit(int worker) implements Action {}

    // ---- for callers

    /** The task has this outcome, and will never have another. Nothing is said of it after this. */
    record Complete(EngineTask task, Outcome outcome) implements Action {}

    /** A worker accepted the task; where {@code decide}, the pool must answer with {@link Event.Confirm}. */
    record Accepted(EngineTask task, long attempt, long pid, boolean decide) implements Action {}

    /** The limits of the task run from now. */
    record LimitsSet(EngineTask task) implements Action {}

    /** The limits of the task run no longer; once for each {@link LimitsSet}, and before its {@link Complete}. */
    record LimitsCancelled(EngineTask task) implements Action {}

    record LimitPassed(EngineTask task, boolean soft) implements Action {}

    /** The task reported progress. */
    record Progressed(EngineTask task, Object value) implements Action {}

    record WorkerUp(int worker, long pid) implements Action {}

    /** A worker died; {@code wasUp} says whether it had been ready. */
    record WorkerDown(int worker, long pid, ExitFacts facts, WorkerExit reason, boolean wasUp) implements Action {}

    record StateChanged(PoolState state, @Nullable Breakage breakage, String reason) implements Action {}
}
