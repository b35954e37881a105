package dev.carom.internal.engine;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can happen to a pool. A worker is named by its number, which is never used again. */
public sealed interface Event {

    // ---- from callers

    /** There is one for each task, so it is the task itself. */
    sealed interface Submit extends Event permits EngineTask {
        EngineTask task();
    }

    /** Cancelled by this event if, and only if, the answer completes the task. */
    record Cancel(EngineTask task, boolean mayInterrupt) implements Event {}

    /** As {@link Cancel}, but a running attempt goes on, unheard. */
    record Discard(EngineTask task) implements Event {}

    record Terminate(EngineTask task, int signal) implements Event {}

    /** Whatever the worker with this process id runs is terminated, and the worker with it. */
    record TerminateWorker(long pid, int signal) implements Event {}

    record Grow(int n) implements Event {}

    record Shrink(int n) implements Event {}

    record Restart() implements Event {}

    record Shutdown() implements Event {}

    record TerminatePool() implements Event {}

    /** The answer to {@link Action.Accepted} where the pool confirms; {@code attempt} 0 stands for the one that waits. */
    record Confirm(EngineTask task, long attempt, boolean go, @Nullable Throwable refusal) implements Event {}

    // ---- from the launcher and the processes

    record Spawned(int worker, long pid) implements Event {}

    /** There is no process; {@code permanent} if trying again would not help. */
    record SpawnFailed(int worker, boolean permanent, String reason, Object cause) implements Event {}

    /** Its process has exited. What it had written was told before this, or that it could not be read: {@link ChannelEnded}. */
    record Exited(int worker, ExitFacts facts) implements Event {}

    /**
     * What the kernel has counted for the threads of a worker: the processor time that they had, and the time for which they
     * were ready to run and not let, in nanoseconds; and whether it is stopped.
     */
    record Examined(int worker, boolean stopped, long ran, long waited) implements Event {}

    record MemorySampled(int worker, long rss) implements Event {}

    // ---- from the channels, in the order of each channel

    /** The worker has proved itself; its channel is open until {@link ChannelEnded}. */
    record Connected(int worker, long pid) implements Event {}

    /** {@code rss} is the memory that it has before its first task, 0 where that is not known. */
    record Ready(int worker, long rss) implements Event {}

    /** The worker says that it cannot start; {@code cause} is opaque to the engine. */
    record StartFailed(int worker, Object cause) implements Event {}

    /** What is to stand in the worker's certificate, should it die: why it leaves, in its own words, for one. */
    record Remark(int worker, String text) implements Event {}

    /** The worker says that code in it has called {@code System.exit}, and which. */
    record Exiting(int worker, String text) implements Event {}

    record Accepted(int worker, long attempt) implements Event {}

    /** The attempt reports how far it is; {@code value} is opaque to the engine. */
    record Progress(int worker, long attempt, Object value) implements Event {}

    /** The attempt that runs leaves these threads; where {@code recycle}, the worker is to go for that. Precedes its end. */
    record ThreadsLeft(int worker, long attempt, String threads, boolean recycle) implements Event {}

    /** An attempt has ended. A class, as the engine asks for it with each task. */
    abstract sealed class Ended implements Event {
        public abstract int worker();

        public abstract long attempt();

        public abstract Outcome.Reported outcome();

        public abstract long elapsed();

        public abstract long rss();
    }

    /** {@link Accepted}, and {@link Finished} right after it. To be read within its step alone: it may become another one. */
    abstract non-sealed class Ran extends Ended {}

    final class Finished extends Ended {
        private final int worker;
        private final long attempt;
        private final Outcome.Reported outcome;
        private final long elapsed;
        private final long rss;

        public Finished(int worker, long attempt, Outcome.Reported outcome, long elapsed, long rss) {
            this.worker = worker;
            this.attempt = attempt;
            this.outcome = outcome;
            this.elapsed = elapsed;
            this.rss = rss;
        }

        @Override
        public int worker() {
            return worker;
        }

        @Override
        public long attempt() {
            return attempt;
        }

        @Override
        public Outcome.Reported outcome() {
            return outcome;
        }

        @Override
        public long elapsed() {
            return elapsed;
        }

        @Override
        public long rss() {
            return rss;
        }

        @Override
        public String toString() {
            return "Finished[worker=" + worker + ", attempt=" + attempt + ", outcome=" + outcome + ", elapsed=" + elapsed
                    + ", rss=" + rss + "]";
        }
    }

    record Returned(int worker, long attempt) implements Event {}

    /**
     * {@code stack} is opaque to the engine; {@code place} says in words where the task is, or null where that is not known: asked
     * once the caller has its outcome, as it takes a while.
     */
    record StackTaken(int worker, long attempt, Object stack, Supplier<@Nullable String> place) implements Event {}

    /**
     * Nothing more comes; {@code violation} says how the protocol was broken, null where it was not. An end within a frame
     * is no violation: the process died while it wrote.
     */
    record ChannelEnded(int worker, @Nullable String violation) implements Event {}

    // ---- from the clock

    /** It is {@code nextDeadline()}, or later. */
    record Tick() implements Event {}
}
