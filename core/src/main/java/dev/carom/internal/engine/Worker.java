package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import dev.carom.WorkerState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the engine sees it: one incarnation of a process, from launch to death.
 *
 * <p>{@link #transition} is the only writer of its state. Beside the state stand two intentions that end in DRAINING
 * once nothing innocent can be hurt: <em>retiring</em> (leave when what was accepted is done) and <em>condemned</em>
 * (kill this attempt, and no other; or whatever it has).
 */
final class Worker {
    /** What it waits for, each with a bound. */
    enum Timer {
        /** To become ready. */
        START,
        /** To accept what was sent to it while it was idle. */
        ACCEPT,
        /** What it has accepted to be confirmed. */
        CONFIRM,
        /** To give back what was refused after that. */
        RETURN,
        /** The running attempt's soft limit. */
        SOFT,
        /** The running attempt's hard limit. */
        HARD,
        /** The running attempt's limit without a report of progress. */
        STALL,
        /** The stack of the attempt that is over its hard limit. */
        STACK,
        /** What was sent behind the condemned attempt: it is killed then, at the latest. */
        KILL,
        /** The running attempt is long: what was sent behind it is taken back. */
        TAKE_BACK,
        /** It has said nothing for a while: what it keeps in its journal is looked at. */
        LOOK,
        /** To leave after it was told or signalled to. */
        LEAVE,
        /** To exit after its channel ended. */
        EXIT,
        /** The rest of its life: of its channel after its exit, or of its exit after its kill. */
        DRAIN,
        LIFETIME,
        IDLE;

        /** Bounds on what the worker is to do or to say. They count no time in which the pool stood still. */
        static final Set<Timer> ANSWERS = EnumSet.of(START, ACCEPT, RETURN, KILL, LEAVE, EXIT, DRAIN);
    }

    /** To which states each leads. A table, as what makes sets would be compiled into each way of a task. */
    private static final Map<WorkerState, Set<WorkerState>> SUCCESSORS = new EnumMap<>(Map.of(
            WorkerState.STARTING, EnumSet.of(WorkerState.IDLE, WorkerState.DRAINING, WorkerState.DEAD),
            WorkerState.IDLE, EnumSet.of(WorkerState.BUSY, WorkerState.DRAINING, WorkerState.DEAD),
            WorkerState.BUSY, EnumSet.of(WorkerState.IDLE, WorkerState.DRAINING, WorkerState.DEAD),
            WorkerState.DRAINING, EnumSet.of(WorkerState.DEAD),
            WorkerState.DEAD, EnumSet.noneOf(WorkerState.class)));

    /**
     * What to kill, why, and how.
     *
     * @param attempt null for whatever the worker has: then nothing that ends saves it
     * @param signal 0 for a kill of all that the process started
     */
    record Condemned(Worker worker, @Nullable Attempt attempt, WorkerExit reason, int signal, boolean awaitsStack) {

        /** A verdict on the worker outranks one on an attempt, and one that does not wait for a stack one that does. */
        boolean outranks(Condemned other) {
            return other.attempt != null && (attempt == null || other.awaitsStack && !awaitsStack);
        }

        Condemned withoutStack() {
            return new Condemned(worker, attempt, reason, signal, false);
        }

        Condemned because(WorkerExit other) {
            return new Condemned(worker, attempt, other, signal, awaitsStack);
        }
    }

    /** More a worker has no reason to say, and what it says is kept until its end. */
    private static final int MOST_SAID = 16;

    private static final int LONGEST_SAID = 4096;

    final int id;
    final Deadlines<Timer> timers = new Deadlines<>(Timer.class);
    /** Sent, not accepted; the worker takes them in this order. */
    final SteadyDeque<Attempt> sent = new SteadyDeque<>();

    /** Accepted, and without a last word from the worker; its task may be done. */
    @Nullable Attempt running;
    /** The last one that was found to be long while other tasks were tiny; 0 where none was. */
    long foundLong;
    @Nullable WorkerExit retiring;
    @Nullable Condemned condemned;
    @Nullable ExitFacts facts;
    boolean spare;
    boolean wasReady;
    /** Since when it has had something to accept, while {@link Timer#ACCEPT} is set. */
    long awaitedSince;
    /** For how long the pool has stood still since then. */
    long stoodStill;
    /** What the kernel has said of it last, and when, since it was awaited last; null where nothing. */
    Event.@Nullable Examined examined;
    long examinedAt;
    /** What it has done since then, where it has not accepted in time. */
    @Nullable Silence silence;
    /** How often it was given the time to accept once more. */
    int reprieves;
    /** What it has not accepted in time, and was asked to give back before it is given up; null while there is none. */
    @Nullable Attempt doubted;
    /** How long after a look into its journal the next one is. */
    long lookPause;
    boolean connected;
    boolean channelEnded;
    /** Whether a task left threads behind in it, for which it is to leave. */
    boolean threadsLeft;
    /** Whether {@code restart()} found it: it is to be replaced when its turn comes. */
    boolean outdated;
    /** Whether it wrote what could not be read, so that what it wrote after that is not known. */
    boolean unreadable;
    /** What is to be said of its end beside its output. */
    final List<String> remarks = new ArrayList<>();

    /** Code in it has called {@code System.exit}. */
    boolean exiting;
    /** Below 0 while there is no process. */
    long pid = -1;
    long spawnedAt;
    long readyAt;
    /** When the running attempt was sent, and when it was accepted. */
    long runningSentAt;
    long runningAcceptedAt;
    /** What the worker reported of its stack; null before. */
    Event.@Nullable StackTaken runningStack;
    long finished;
    /** How many tasks it may finish in all; 0 for any number. */
    long quota;

    private WorkerState state = WorkerState.STARTING;
    private @Nullable WorkerExit exit;

    Worker(int id, boolean spare) {
        this.id = id;
        this.spare = spare;
    }

    WorkerState state() {
        return state;
    }

    /** What it is to be replaced for after that attempt, which left it with so much memory; null: it serves on. */
    @Nullable WorkerExit whyRecycle(EngineConfig.Lifespan lifespan, Attempt ended, long rss) {
        if (ended.softStruck && lifespan.recycleAfterRaise()) {
            return WorkerExit.RECYCLED_AFTER_RAISE;
        }
        if (threadsLeft) {
            return WorkerExit.RECYCLED_THREADS;
        }
        if (quota > 0 && finished >= quota) {
            return WorkerExit.RECYCLED_TASKS;
        }
        return lifespan.isTooLarge(rss) ? WorkerExit.RECYCLED_MEMORY : null;
    }

    /** What it has begun, and not said to have ended. */
    Action.@Nullable Begun begun(long now) {
        Attempt attempt = running;
        return attempt == null || !attempt.began
                ? null
                : new Action.Begun(attempt.task, attempt.delivery(), now - attempt.since);
    }

    /** That of this attempt, opaque; null where it is not known. */
    @Nullable Object stackOf(Attempt attempt) {
        return attempt != running || runningStack == null ? null : runningStack.stack();
    }

    /** Whether this is the id of its process. */
    boolean hasPid(long id) {
        return pid == id && pid >= 0;
    }

    /** Why it left or is leaving; null while it serves, and while the cause of an unexpected end is not known yet. */
    @Nullable WorkerExit exit() {
        return exit;
    }

    /** Moves to the next state. The first reason given stays: what follows from a kill does not hide the kill. */
    void transition(WorkerState next, @Nullable WorkerExit reason) {
        if (!SUCCESSORS.get(state).contains(next)) {
            throw new IllegalStateException("worker " + id + " cannot go from " + state + " to " + next);
        }
        state = next;
        if (exit == null) {
            exit = reason;
        }
    }

    /** Whether it has something to do or to say, within a bound. */
    boolean owesAnswer() {
        for (Timer answer : Timer.ANSWERS) {
            if (timers.isSet(answer)) {
                return true;
            }
        }
        return false;
    }

    /** The pool has stood still for so long, and heard nothing meanwhile. */
    void waitLonger(long time) {
        stoodStill += time;
        for (Timer answer : Timer.ANSWERS) {
            timers.postpone(answer, time);
        }
    }

    boolean isStarting() {
        return state == WorkerState.STARTING;
    }

    boolean isIdle() {
        return state == WorkerState.IDLE;
    }

    boolean isDraining() {
        return state == WorkerState.DRAINING;
    }

    /** Whether it is on its way to serve, or serves, and was not told to leave. */
    boolean serves() {
        return state.compareTo(WorkerState.DRAINING) < 0 && retiring == null;
    }

    /** Whether it ended by itself and its end is being looked into: its replacement waits for the verdict. */
    boolean isUnexplained() {
        return state == WorkerState.DRAINING && exit == null && retiring == null;
    }

    /** The attempt with that number, if it was sent and not accepted. */
    @Nullable Attempt sent(long attemptId) {
        Attempt first = sent.peekFirst();
        if (first != null && first.id == attemptId) {
            return first; // nearly always, and without an iterator
        }
        for (Attempt attempt : sent) {
            if (attempt.id == attemptId) {
                return attempt;
            }
        }
        return null;
    }

    /** It says something that is to stand in its certificate. */
    void says(String text) {
        if (remarks.size() < MOST_SAID) {
            remarks.add(text.length() <= LONGEST_SAID ? text : text.substring(0, LONGEST_SAID) + " ...");
        }
    }

    /** It was accepted, or given back. */
    void removeSent(Attempt attempt) {
        if (sent.peekFirst() == attempt) { // nearly always
            sent.pollFirst();
        } else {
            sent.remove(attempt);
        }
    }

    /** Whether a task may be sent to it now. */
    boolean takesTasks() {
        return !spare && (state == WorkerState.IDLE || state == WorkerState.BUSY) && retiring == null && condemned == null
                && doubted == null;
    }

    /** How many more tasks its quota lets it take. */
    long quotaLeft() {
        return quota == 0 ? Long.MAX_VALUE : quota - finished - outstanding();
    }

    /** Whether what it was sent and did not accept cannot have run: it is seen to be dead, and its last word was read. */
    boolean surelyRanNoMore() {
        return facts != null && !unreadable;
    }

    /** Whether what it has must stay alone, as it may take the worker with it. */
    boolean holdsSuspect() {
        Attempt first = running != null ? running : sent.peekFirst();
        return first != null && first.task.isSuspect();
    }

    int outstanding() {
        return sent.size() + (running == null ? 0 : 1);
    }
}
