package dev.carom.internal.engine;

/** One dispatch of a task to a worker. Its id is unique within the pool, so a late frame can never mean another one. */
final class Attempt extends Action.SendTask {
    final long id;
    final EngineTask task;
    final Worker worker;

    /** Whether the worker was asked to give it back. */
    boolean revoked;
    /** When it was sent; then when the worker accepted it; then when it began. */
    long since;
    /** Whether code of the task may have begun to run in it, as far as its worker has said. */
    boolean began;
    /** Whether the caller was told that its limits run, and not yet that they do not. */
    boolean limitsSet;
    /** Whether the soft limit has struck. */
    boolean softStruck;

    Attempt(long id, EngineTask task, Worker worker, long sentAt) {
        this.id = id;
        this.task = task;
        this.worker = worker;
        this.since = sentAt;
    }

    @Override
    public int worker() {
        return worker.id;
    }

    @Override
    public long attempt() {
        return id;
    }

    @Override
    public EngineTask task() {
        return task;
    }

    @Override
    public int delivery() {
        return task.lostDeliveries() + 1;
    }

    @Override
    public String toString() {
        return "SendTask[worker=" + worker.id + ", attempt=" + id + ", task=" + task + ", delivery=" + delivery() + "]";
    }
}
