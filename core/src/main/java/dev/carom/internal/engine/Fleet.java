package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import dev.carom.WorkerState;
import dev.carom.internal.engine.Worker.Timer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The workers that are not dead: how many there should be, which of them are spares, and how they leave.
 *
 * <p>A worker that leaves because it was told to is replaced at once. One that ends by itself is replaced when it is known
 * why it did; a spare takes its place before that, and has the processors for itself until then.
 */
final class Fleet {
    /** How long a worker that was told to leave, or sent a signal on request, may take: it ends its own hooks before that. */
    private static final long LEAVE_WAIT = 5_000_000_000L;
    /** How long after its channel a process may live on by itself. */
    private static final long EXIT_WAIT = 500_000_000L;

    private final EngineConfig config;
    private final Turn turn;
    private final Dispatcher dispatcher;
    private final RestartPolicy policy;
    private final SplittableRandom random;
    private final SpareDemand demand = new SpareDemand();
    private final Map<Integer, Worker> workers = new LinkedHashMap<>();
    /** The one that was asked for last, as many events in a row are of one worker; null where it is gone. */
    private @Nullable Worker lastFound;

    private int target;
    private int incarnations;
    /** How many fewer there are as there was nothing to do; they come with the tasks that do not find one idle. */
    private int parked;
    /** How many of them {@link Worker#serves() serve}, spares apart. */
    private int serving;
    /** Whether some worker is outdated. */
    private boolean rolling;
    /** Whether {@link #ensure} has something to look at. */
    private boolean changed;

    Fleet(EngineConfig config, Turn turn, Dispatcher dispatcher, RestartPolicy policy, SplittableRandom random) {
        this.config = config;
        this.turn = turn;
        this.dispatcher = dispatcher;
        this.policy = policy;
        this.random = random;
        this.target = config.processes();
    }

    @Nullable Worker get(int id) {
        Worker known = lastFound;
        if (known == null || known.id != id) {
            known = workers.get(id);
            lastFound = known;
        }
        return known;
    }

    Collection<Worker> all() {
        return workers.values();
    }

    List<Worker> copy() {
        return new ArrayList<>(workers.values());
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    int target() {
        return target;
    }

    /** Workers that left for want of work are the first to be taken away. */
    void resize(int n) {
        target += n;
        parked = Math.max(0, Math.min(parked, parked + n));
        changed = true;
    }

    int serving() {
        return serving;
    }

    boolean hasParked() {
        return parked > 0;
    }

    /** So many tasks wait: a worker comes back for each of them, but for those for which one comes anyway. */
    void unpark(int waiting) {
        int coming = Math.max(0, target - parked - count(w -> w.serves() && !w.spare && !w.isStarting()));
        if (waiting > coming) {
            parked = Math.max(0, parked + coming - waiting);
            changed = true;
        }
    }

    /** Something may be missing now. */
    void changed() {
        changed = true;
    }

    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Whether there may be more spares than are wanted by now. */
    boolean hasExtraSpares() {
        return count(w -> w.spare && w.serves()) > config.spares();
    }

    /** Whether any worker is ready, busy ones and those that are about to leave included. */
    boolean hasReady() {
        return workers.values().stream().anyMatch(w -> w.isIdle() || w.state() == WorkerState.BUSY);
    }

    // ---- how many

    /**
     * Starts and promotes what is missing of this many active workers and spares.
     *
     * @return when to try again, if the restart policy puts it off; {@link Deadlines#NEVER} if nothing is missing
     */
    long ensure(int wanted, int leastSpares) {
        int wantedSpares = demand.wanted(leastSpares, target, turn.now());
        int active = 0;
        int spares = 0;
        int unexplained = 0;
        for (Worker worker : workers.values()) {
            unexplained += worker.isUnexplained() ? 1 : 0;
            boolean counts = worker.serves() || worker.isUnexplained() && !hasSpareFor(worker);
            active += counts && !worker.spare ? 1 : 0;
            spares += worker.serves() && worker.spare ? 1 : 0;
        }
        int missing = Math.max(0, Math.min(wanted, target - parked) - active);
        for (; missing > 0 && spares > 0; missing--, spares--) {
            promote();
        }
        int spawns = missing + Math.max(0, wantedSpares - spares - unexplained);
        for (; spawns > 0; spawns--) {
            if (policy.notBefore() > turn.now()) {
                recount();
                return policy.notBefore();
            }
            spawn(missing-- <= 0);
        }
        if (spares > wantedSpares) { // as they were wanted for a while
            copy().stream().filter(w -> w.spare && w.serves()).limit(spares - wantedSpares)
                    .forEach(w -> retire(w, WorkerExit.SHRUNK));
        }
        recount();
        return Deadlines.NEVER;
    }

    /** Whether a spare can stand in for a worker whose end is not explained yet, so that its place is free at once. */
    private boolean hasSpareFor(Worker unexplained) {
        return !unexplained.spare && workers.values().stream().anyMatch(w -> w.spare && w.isIdle() && w.serves());
    }

    private void recount() {
        serving = count(w -> w.serves() && !w.spare);
    }

    private int count(Predicate<Worker> which) {
        int count = 0;
        for (Worker worker : workers.values()) {
            count += which.test(worker) ? 1 : 0;
        }
        return count;
    }

    private void spawn(boolean spare) {
        Worker worker = new Worker(++incarnations, spare);
        worker.spawnedAt = turn.now();
        workers.put(worker.id, worker);
        turn.await(worker, Timer.START, config.startTimeout());
        turn.emit(new Action.Spawn(worker.id, spare));
    }

    /** Makes a spare an active worker: one that is ready where there is one. */
    private void promote() {
        Worker best = workers.values().stream()
                .filter(w -> w.spare && w.serves())
                .min(Comparator.comparing(w -> !w.isIdle()))
                .orElseThrow(() -> new IllegalStateException("there is no spare to promote"));
        best.spare = false;
        if (best.isIdle()) {
            rest(best);
        }
    }

    /** Replaces those that are there: the spares now, the others one after the other. */
    void restart() {
        for (Worker worker : copy()) {
            worker.outdated = !worker.spare;
            if (worker.spare) {
                retire(worker, WorkerExit.RESTARTED);
            }
        }
        rolling = true;
    }

    /** Lets the next outdated worker leave, once all that should serve are ready. */
    void roll() {
        if (!rolling) {
            return;
        }
        Worker next = null;
        int ready = 0;
        for (Worker worker : workers.values()) {
            if (worker.serves() && !worker.spare) {
                ready += worker.isStarting() ? 0 : 1;
                next = worker.outdated && next == null ? worker : next;
            }
        }
        rolling = next != null;
        if (next != null && (ready >= target - parked || next.isStarting())) {
            retire(next, WorkerExit.RESTARTED);
        }
    }

    /** Those to take away first when the pool shrinks: not ready, idle, busy; of these the youngest. */
    List<Worker> surplus() {
        List<Worker> active = workers.values().stream().filter(w -> w.serves() && !w.spare)
                .sorted(Comparator.comparing(Worker::state).thenComparing(w -> w.id, Comparator.reverseOrder())).toList();
        return active.subList(0, Math.max(0, active.size() - target));
    }

    // ---- a worker's life

    /** The pool has stood still for so long. */
    void stoodStill(long time) {
        for (Worker worker : workers.values()) {
            worker.waitLonger(time);
        }
    }

    void becameReady(Worker worker) {
        worker.wasReady = true;
        worker.readyAt = turn.now();
        demand.started(turn.now() - worker.spawnedAt);
        worker.timers.clear(Timer.START);
        worker.transition(WorkerState.IDLE, null);
        worker.quota = config.lifespan().tasks(random);
        long life = config.lifespan().time(random);
        if (life > 0) {
            turn.arm(worker.timers, Timer.LIFETIME, life);
        }
        policy.ready();
        changed = true;
        turn.emit(new Action.WorkerUp(worker.id, worker.pid, turn.now() - worker.spawnedAt));
        rest(worker);
    }

    /** The worker is idle, and may serve. */
    void rest(Worker worker) {
        if (worker.spare) {
            return;
        }
        long idleTimeout = config.lifespan().idleTimeout();
        if (idleTimeout > 0) {
            turn.arm(worker.timers, Timer.IDLE, idleTimeout);
        }
        dispatcher.becameIdle(worker);
    }

    /** Makes a worker leave when what it accepted is done. */
    void retire(Worker worker, WorkerExit reason) {
        if (!worker.serves()) {
            return;
        }
        if (worker.isStarting()) {
            kill(worker, reason);
            return;
        }
        if (reason == WorkerExit.RECYCLED_IDLE) {
            park();
        } else if (reason.isRecycling()) {
            demand.recycled(turn.now());
        }
        if (reason != WorkerExit.SHRUNK && reason != WorkerExit.POOL_CLOSED) {
            turn.emit(new Action.Recycled(worker.id, worker.pid, reason, worker.finished));
        }
        worker.retiring = reason;
        changed = true;
        dispatcher.revokeSent(worker);
        if (worker.outstanding() == 0) {
            leave(worker);
        }
    }

    /** One leaves for want of work: so those are not wanted whose start was put off, but to take an outdated one's place. */
    private void park() {
        int present = count(w -> !w.spare && (w.serves() || w.isUnexplained()));
        parked = (rolling ? parked : Math.max(parked, target - present)) + 1;
    }

    /** Tells a worker that has nothing to do to leave. */
    void leave(Worker worker) {
        awaitLeave(worker, worker.retiring == null ? WorkerExit.POOL_CLOSED : worker.retiring);
        turn.emit(new Action.SendExit(worker.id));
    }

    /** Kills it; what has exited already is only waited for, and not for longer than before. */
    void kill(Worker worker, @Nullable WorkerExit reason) {
        if (worker.facts != null) {
            return;
        }
        drain(worker, reason);
        turn.await(worker, Timer.DRAIN, lostWorkerTimeout(worker));
        WorkerExit why = worker.exit();
        turn.emit(new Action.Kill(worker.id, why == null ? WorkerExit.PROTOCOL : why));
    }

    /** It did what a worker must not do: nothing it says can be trusted any more. */
    void violated(Worker worker, String how) {
        if (!worker.isDraining()) {
            worker.remarks.add("(carom: " + how + ")");
            kill(worker, WorkerExit.PROTOCOL);
        }
    }

    /** It leaves by itself. */
    void awaitLeave(Worker worker, WorkerExit reason) {
        drain(worker, reason);
        turn.await(worker, Timer.LEAVE, LEAVE_WAIT);
    }

    void signal(Worker worker, int signal, WorkerExit reason) {
        awaitLeave(worker, reason);
        turn.emit(new Action.Signal(worker.id, signal));
    }

    private void drain(Worker worker, @Nullable WorkerExit reason) {
        if (!worker.isDraining()) {
            dispatcher.forget(worker);
            worker.transition(WorkerState.DRAINING, reason);
        }
        // The limit of what it ran holds until that has its outcome, however long its end takes.
        worker.timers.clearAllBut(Timer.HARD, Timer.STACK);
        changed = true;
    }

    /** Its channel has ended; its exit should follow. */
    void channelEnded(Worker worker, @Nullable String violation) {
        worker.channelEnded = true;
        worker.unreadable = violation != null;
        if (violation != null) {
            worker.remarks.add("(carom: " + violation + ")");
            kill(worker, WorkerExit.PROTOCOL);
        } else {
            drain(worker, null);
            turn.await(worker, Timer.EXIT, EXIT_WAIT);
        }
    }

    /** Its process has exited; the end of its channel should follow, where it had one. */
    void exited(Worker worker, ExitFacts facts) {
        worker.facts = facts;
        drain(worker, null);
        turn.await(worker, Timer.DRAIN, lostWorkerTimeout(worker));
    }

    private long lostWorkerTimeout(Worker worker) {
        Attempt running = worker.running;
        long own = running == null ? 0 : running.task.lostWorkerTimeout();
        return own > 0 ? own : config.lostWorkerTimeout();
    }

    boolean isOver(Worker worker) {
        return worker.facts != null && (worker.channelEnded || !worker.connected);
    }

    /** The last transition; returns why it died. */
    WorkerExit bury(Worker worker, ExitFacts facts) {
        WorkerExit reason = worker.exit();
        if (reason == null) {
            reason = worker.wasReady ? facts.diagnosis() : WorkerExit.START_FAILED;
        }
        worker.transition(WorkerState.DEAD, reason);
        worker.timers.clearAll();
        workers.remove(worker.id);
        lastFound = null;
        changed = true;
        turn.emit(new Action.WorkerDown(worker.id, worker.pid, facts, reason, worker.wasReady, worker.begun(turn.now())));
        turn.emit(new Action.Release(worker.id));
        return reason;
    }
}
