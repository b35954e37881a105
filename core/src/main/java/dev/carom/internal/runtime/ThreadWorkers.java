package dev.carom.internal.runtime;

import dev.carom.error.LaunchException;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.threads.WorkerSetup;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Workers that are threads of this JVM: who starts and abandons them. */
final class ThreadWorkers implements Workers {
    /** How long threads that were abandoned may take to see their interrupt before the end of the pool names them. */
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private final String pool;
    private final EngineGate gate;
    private final ResultDecoder decoder;
    private final WorkerSetup setup;

    /** Carries out orders, as they come under the engine's lock, where no thread is started. */
    private final ThreadPoolExecutor launcher;

    /** Interrupts, which may take as long as a task's channels take to close. */
    private final ThreadPoolExecutor interrupter;

    /** Threads that were abandoned and have not left. */
    private final Set<Thread> abandoned = ConcurrentHashMap.newKeySet();

    /** Threads that have left, and may need a moment to end. */
    private final Set<Thread> leaving = ConcurrentHashMap.newKeySet();

    private volatile @Nullable LaunchException firstFailure;

    ThreadWorkers(EngineGate gate, ResultDecoder decoder, WorkerSetup setup) {
        this.pool = setup.pool();
        this.gate = gate;
        this.decoder = decoder;
        this.setup = setup;
        this.launcher = oneThread("launcher");
        this.interrupter = oneThread("interrupter");
    }

    private ThreadPoolExecutor oneThread(String what) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "carom-" + pool + "-" + what);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void start() {
        launcher.prestartCoreThread();
        interrupter.prestartCoreThread(); // when it is needed there may be no thread to be had
    }

    @Override
    public Link link(int worker, boolean spare) {
        return new ThreadLink(worker, gate, this, decoder, setup);
    }

    /** Under the engine's lock. */
    void order(Runnable order) {
        launcher.execute(() -> carryOut(order));
    }

    void interrupt(Runnable interrupt) {
        interrupter.execute(() -> carryOut(interrupt));
    }

    /** Whatever fails, the thread goes on: there may be no other to be had. */
    private void carryOut(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            Log.LOG.log(Level.ERROR, "pool=" + pool + ": an order to a worker failed", e);
        }
    }

    void failed(LaunchException failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        }
    }

    /** The thread was left to itself. */
    void abandoned(Thread thread) {
        abandoned.add(thread);
    }

    /** All of the user's code in it is over. */
    void left(Thread thread) {
        abandoned.remove(thread);
        leaving.removeIf(one -> !one.isAlive());
        leaving.add(thread);
    }

    @Override
    public void ready(int worker) {}

    @Override
    public @Nullable LaunchException firstFailure() {
        return firstFailure;
    }

    @Override
    public void requireSignal(int signal) {
        if (signal != SIGTERM && signal != SIGKILL) {
            throw new UnsupportedOperationException("a thread cannot be sent signal " + signal + ": pool " + pool
                    + " consists of threads, which can only be ended, by 15 (SIGTERM) or 9 (SIGKILL)");
        }
    }

    @Override
    public String killed(long worker) {
        return "its thread (" + worker + ") was interrupted and left to itself: it may still run, as only a process can be"
                + " killed";
    }

    @Override
    public String signalled(int signal, long worker) {
        return killed(worker);
    }

    @Override
    public void seal() {}

    @Override
    public void abandon() {}

    @Override
    public @Nullable Executor dismantler() {
        return null;
    }

    @Override
    public void endOrders() throws InterruptedException {
        launcher.shutdown();
        launcher.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Says which threads are left behind. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + PATIENCE;
        interrupter.shutdown();
        try {
            interrupter.awaitTermination(PATIENCE, TimeUnit.NANOSECONDS);
            for (Thread thread : abandoned) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
            for (Thread thread : leaving) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<String> left = abandoned.stream().filter(Thread::isAlive).map(Thread::getName).sorted().toList();
        if (!left.isEmpty()) {
            Log.LOG.log(Level.WARNING, "pool={0}: threads that were interrupted, for a limit or on request, still run: {1};"
                    + " see where by a thread dump", pool, left);
        }
    }
}
