package dev.carom;

/**
 * What a pool does about threads that a task started and that still run when it has ended. They may hold what they use, and
 * disturb the tasks that follow. Threads that the initializer started, of the JDK itself and of the common fork-join pool do
 * not count, and none does that ends within 10 ms of its task. What a class of the JDK starts as a task is the first to use it may
 * look like the task's own, as the timer of {@code java.util.prefs} does: use that class in the initializer.
 */
public enum LeftoverThreads {
    /** The worker is replaced. Code that keeps threads on purpose, as a cache does, then costs a worker for each task. */
    RECYCLE,
    /** They are named in the log, each once, and the worker goes on. */
    WARN,
    /** Nothing, and nobody looks for them. */
    IGNORE
}
