package dev.carom;

import dev.carom.internal.runtime.PoolRuntime;
import java.lang.ref.Cleaner;

/**
 * A pool whose workers are threads of this JVM, for tests and for debugging: it starts at once, breakpoints and
 * {@code System.out} are here, and the rest is as in a {@link ProcessPool}. Tasks and results are encoded and decoded as
 * there, so that what cannot be sent to a worker fails here too, and a task cannot change an argument of its caller's.
 *
 * <pre>{@code
 * try (ThreadPool pool = ThreadPool.of(2)) {
 *     assertEquals(List.of(1, 4, 9), pool.map(x -> x * x, List.of(1, 2, 3)));
 * }
 * }</pre>
 *
 * <p>What a thread cannot give:
 *
 * <ul>
 * <li>It cannot be killed. Where a process would be (a hard or stall limit, {@code cancel(true)}, {@code terminate}), the
 *     task has its outcome and the worker its replacement as in a {@link ProcessPool}, but the thread is only interrupted
 *     and left to itself; the exception says so, and the pool names in the log the threads that still run when it ends.
 * <li>It is told of a soft limit by an interrupt, nothing is raised in it. A task that this ends by an
 *     {@link InterruptedException} fails with the {@link dev.carom.error.SoftTimeLimitExceededException} all the same, unless
 *     {@link SoftTimeout#INTERRUPT} was asked for.
 * <li>It shares static fields, system properties and {@code System.out} with its caller and the other workers, and a task that
 *     exhausts memory, crashes natively or calls {@code System.exit} takes all of them with it.
 * <li>Options that are about a process are refused by {@link ProcessPoolBuilder#buildThreads}.
 * </ul>
 *
 * <p>Where a {@link ProcessPool} says a process id, this one says the id of a thread.
 */
public final class ThreadPool extends LocalPool {

    ThreadPool(PoolRuntime runtime, Cleaner forgotten) {
        super(runtime, forgotten);
    }

    /** A pool of so many threads, with the defaults. */
    public static ThreadPool of(int threads) {
        return ProcessPool.builder().processes(threads).buildThreads();
    }
}
