package dev.carom.internal.engine;

import org.jspecify.annotations.Nullable;

/** One dispatch of a task to a worker. Its id is unique within the pool, so a late frame can never mean another one. */
final class Attempt {
    final long id;
    final EngineTask task;
    final Worker worker;

    /** Whether the worker was asked to give it back. */
    boolean revoked;
    /** When the worker accepted it. */
    long acceptedAt;
    /** What to do if the worker accepts it although its task has its outcome already; null: let it run. */
    Worker.@Nullable Condemned ifAccepted;
    /** Whether the caller was told that its limits run, and not yet that they do not. */
    boolean limitsSet;
    /** Whether the soft limit has struck. */
    boolean softStruck;
    /** The stack that the worker reported; null before. */
    @Nullable Object stack;

    Attempt(long id, EngineTask task, Worker worker) {
        this.id = id;
        this.task = task;
        this.worker = worker;
    }
}
