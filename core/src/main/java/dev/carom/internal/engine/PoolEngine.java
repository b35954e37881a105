package dev.carom.internal.engine;

import dev.carom.PoolState;
import dev.carom.PoolStatistics;
import dev.carom.WorkerExit;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The pool as a pure state machine: takes events, answers with actions. Not thread-safe: whoever calls it holds the pool's
 * one lock. Who knows what: {@link Standing} the pool's own state, {@link Tasks} the tasks, {@link Dispatcher} the queue,
 * {@link Fleet} the workers, {@link Limits} who is to be killed, {@link Deaths} what an end means, {@link Memory} who takes
 * too much of it, {@link Due} what comes of a worker's deadlines.
 */
public final class PoolEngine {
    private enum PoolTimer {
        RESPAWN,
        /** What waits is left to the workers that are busy, if they get on. */
        HELD
    }

    private final EngineConfig config;
    private final Turn turn = new Turn();
    private final RestartPolicy policy;
    private final Standing standing;
    private final Dispatcher dispatcher;
    private final Fleet fleet;
    private final Tasks tasks;
    private final Deaths deaths;
    private final Memory memory;
    private final Due due;
    private final Tally tally = new Tally();
    private final Deadlines<PoolTimer> timers = new Deadlines<>(PoolTimer.class);

    /** All that the pool had was told that it ends. */
    private boolean terminated;

    public PoolEngine(EngineConfig config) {
        this.config = config;
        SplittableRandom random = new SplittableRandom(config.seed());
        this.policy = new RestartPolicy(config.maxRestarts(), config.restartWindow(), random.split());
        this.standing = new Standing(turn, policy);
        this.dispatcher = new Dispatcher(config, turn);
        this.fleet = new Fleet(config, turn, dispatcher, policy, random);
        this.tasks = new Tasks(config, turn, standing, dispatcher, fleet, tally);
        this.deaths = new Deaths(config, turn, standing, policy, dispatcher, fleet, tasks, tally);
        this.memory = new Memory(config, turn, standing, fleet, tasks.limits());
        this.due = new Due(config, turn, dispatcher, fleet, tasks, tasks.limits(), deaths);
    }

    /** Starts the workers. To be called once, before any step, which reuses the list. */
    public List<Action> start(long now) {
        turn.begin(now);
        ensureWorkers();
        return turn.end();
    }

    /**
     * Takes one event, and does what can be done then: work goes to workers, and workers that are missing are started. Time
     * does not run backwards: an earlier {@code now} than the last one counts as that.
     *
     * <p>Events come in the order of their frequency. It is all one method: as it is larger than what HotSpot inlines, it is
     * compiled once, and not again with each of its callers; nor are they when something happens for the first time.
     *
     * @return what is to be done: to be cleared once it is, as the next step fills the same list again
     */
    public List<Action> step(Event event, long now) {
        long stoodStill = turn.begin(now);
        if (stoodStill > 0) {
            fleet.stoodStill(stoodStill);
        }
        if (event instanceof EngineTask task) {
            tasks.submit(task);
        } else if (event instanceof Event.Ended e) {
            if (e instanceof Event.Ran) {
                tasks.accepted(e.worker(), e.attempt());
            }
            tasks.finished(e.worker(), e.attempt(), e.outcome(), e.elapsed(), e.rss());
        } else if (event instanceof Event.Accepted e) {
            tasks.accepted(e.worker(), e.attempt());
        } else if (event instanceof Event.Tick) {
            tick();
        } else if (event instanceof Event.Returned e) {
            tasks.returned(e);
        } else if (event instanceof Event.Progress e) {
            tasks.progressed(e);
        } else if (event instanceof Event.Confirm e) {
            tasks.confirm(e);
        } else if (event instanceof Event.Cancel e) {
            tasks.cancel(e.task(), e.mayInterrupt());
        } else if (event instanceof Event.Discard e) {
            tasks.discard(e.task());
        } else if (event instanceof Event.Terminate e) {
            tasks.terminate(e.task(), e.signal());
        } else if (event instanceof Event.TerminateWorker e) {
            tasks.terminateWorker(e.pid(), e.signal());
        } else if (event instanceof Event.Grow e) {
            fleet.resize(e.n());
        } else if (event instanceof Event.Shrink e) {
            fleet.resize(-e.n());
            fleet.surplus().forEach(w -> fleet.retire(w, WorkerExit.SHRUNK));
        } else if (event instanceof Event.Restart) {
            fleet.restart();
        } else if (event instanceof Event.Shutdown) {
            standing.close();
        } else if (event instanceof Event.TerminatePool) {
            terminatePool();
        } else {
            onWorker(event);
        }
        Breakage breakage = standing.breakage();
        if (breakage != null) {
            tasks.failQueue(breakage);
        }
        followUp();
        if (dispatcher.takeWoken()) {
            memory.watch();
        }
        if (standing.windsDown()) {
            windDown();
        }
        return turn.end();
    }

    /**
     * What a step that threw had decided before that; to be cleared once it is done, as what a step returns. Where it failed
     * to take a task, that has its outcome now; each other one is still where it is found when the pool is terminated.
     */
    public List<Action> decided(Event event) {
        if (event instanceof EngineTask task) {
            tasks.closeUntaken(task);
        }
        return turn.end();
    }

    /** Work goes to workers, and workers that are missing are started, until neither is due any more. */
    private void followUp() {
        boolean rolled = false;
        boolean due = dispatcher.hasForIdle() || fleet.hasParked();
        while (true) {
            if (due) {
                dispatch();
            }
            due = fleet.takeChanged();
            if (due) {
                ensureWorkers();
            } else if (rolled || !standing.isOpen()) {
                return;
            } else {
                fleet.roll(); // once: counts those that have just been promoted
                rolled = true;
            }
        }
    }

    /** What is left to workers that are busy is not left to them for longer than they get on. */
    private void dispatch() {
        dispatcher.dispatch(fleet.serving());
        long held = dispatcher.heldUntil();
        if (fleet.hasParked() && dispatcher.waiting() > 0) {
            held = dispatcher.leftToBusyUntil(fleet.serving());
            if (held == 0) {
                fleet.unpark(dispatcher.waiting());
            }
        }
        if (held > 0) {
            turn.arm(timers, PoolTimer.HELD, held - turn.now());
        }
    }

    private void ensureWorkers() {
        timers.clear(PoolTimer.RESPAWN);
        if (!standing.runsTasks()) {
            return;
        }
        boolean open = standing.isOpen();
        int waiting = dispatcher.waiting();
        int wanted = open ? fleet.target() : waiting == 0 ? 0 : (int) Math.min(fleet.target(), tasks.unfinished());
        long retryAt = fleet.ensure(wanted, open ? config.spares() : 0);
        if (retryAt != Deadlines.NEVER) {
            turn.arm(timers, PoolTimer.RESPAWN, retryAt - turn.now());
        }
    }

    /** Lets workers leave that have nothing to do and will not get anything, and notices the end. */
    private void windDown() {
        if (dispatcher.waiting() > 0) {
            return;
        }
        for (Worker worker : fleet.copy()) {
            if (worker.isIdle() || worker.isStarting()) {
                fleet.retire(worker, WorkerExit.POOL_CLOSED);
            }
        }
        if (!standing.isOpen() && !standing.hasEnded() && fleet.isEmpty() && tasks.unfinished() == 0) {
            timers.clearAll();
            memory.stop();
            turn.recompute(Deadlines.NEVER);
            standing.end();
        }
    }

    private void terminatePool() {
        if (!standing.stop() && terminated) {
            return;
        }
        tasks.failQueue(null);
        deaths.closeBurial();
        for (Worker worker : fleet.copy()) {
            tasks.close(worker);
            fleet.kill(worker, WorkerExit.POOL_CLOSED);
        }
        terminated = true; // last: where this fails half-way, whoever terminates the pool next does the rest
    }

    /** Whether the next steps tell of each attempt that has ended. */
    public void watch(boolean attempts) {
        turn.watch(attempts);
    }

    /** No deadline is earlier than this. {@code Long.MAX_VALUE}: there is none. */
    public long nextDeadline() {
        return turn.earliest();
    }

    // ---- what can be seen

    public PoolState state() {
        return standing.state();
    }

    public @Nullable Breakage breakage() {
        return standing.breakage();
    }

    public int target() {
        return fleet.target();
    }

    public int crashes() {
        return policy.allCrashes();
    }

    public long unfinished() {
        return tasks.unfinished();
    }

    public int waiting() {
        return dispatcher.waiting();
    }

    public List<WorkerInfo> workers() {
        List<WorkerInfo> all = new ArrayList<>();
        for (Worker w : fleet.all()) {
            OptionalInt code = w.facts == null ? OptionalInt.empty() : OptionalInt.of(w.facts.exitCode());
            WorkerExit why = w.exit() == null ? w.retiring : w.exit();
            all.add(new WorkerInfo(w.id, w.pid, w.state(), w.spare, w.finished, why, code));
        }
        return all;
    }

    /** All at one instant, which may be later than the last step. */
    public PoolStatistics statistics(long time) {
        long now = Math.max(time, turn.now());
        Map<WorkerState, Integer> states = new EnumMap<>(WorkerState.class);
        int spares = 0;
        for (Worker worker : fleet.all()) {
            states.merge(worker.state(), 1, Integer::sum);
            spares += worker.spare ? 1 : 0;
        }
        return new PoolStatistics(state(), target(), states, spares, waiting(), Duration.ofNanos(dispatcher.oldestWait(now)),
                tally.outcomes(), tally.waiting(), tally.running(), tally.exits(), policy.recentCrashes(now),
                SlowTasks.running(now, fleet.all()), tally.slowestEnded(now), tally.lastDeaths(now));
    }

    // ---- events

    private void onWorker(Event event) {
        if (event instanceof Event.Spawned e) {
            withWorker(e.worker(), w -> w.pid = e.pid());
        } else if (event instanceof Event.SpawnFailed e) {
            withWorker(e.worker(), w -> deaths.spawnFailed(w, e));
        } else if (event instanceof Event.Connected e) {
            withWorker(e.worker(), w -> {
                w.connected = true;
                w.pid = e.pid();
            });
        } else if (event instanceof Event.Ready e) {
            withWorker(e.worker(), w -> ready(w, e.rss()));
        } else if (event instanceof Event.StartFailed e) {
            withWorker(e.worker(), w -> deaths.startFailed(w, e.cause()));
        } else if (event instanceof Event.StackTaken e) {
            withWorker(e.worker(), w -> tasks.stackTaken(w, e));
        } else if (event instanceof Event.Remark e) {
            withWorker(e.worker(), w -> w.says(e.text()));
        } else if (event instanceof Event.Exiting e) {
            withWorker(e.worker(), w -> {
                w.exiting = true;
                w.says(e.text());
            });
        } else if (event instanceof Event.ChannelEnded e) {
            withWorker(e.worker(), w -> deaths.channelEnded(w, e.violation()));
        } else if (event instanceof Event.Exited e) {
            withWorker(e.worker(), w -> deaths.exited(w, e.facts()));
        } else if (event instanceof Event.ThreadsLeft e) {
            withWorker(e.worker(), w -> threadsLeft(w, e));
        } else if (event instanceof Event.Examined e) {
            withWorker(e.worker(), w -> dispatcher.patience().examined(w, e));
        } else if (event instanceof Event.MemorySampled e) {
            withWorker(e.worker(), w -> memory.sampled(w, e.rss()));
        } else {
            throw new IllegalArgumentException("unknown event " + event);
        }
    }

    private interface WorkerStep {
        void run(Worker worker);
    }

    /** What names a worker that is dead already changes nothing. */
    private void withWorker(int id, WorkerStep step) {
        Worker worker = fleet.get(id);
        if (worker != null) {
            step.run(worker);
        }
    }

    private void threadsLeft(Worker worker, Event.ThreadsLeft event) {
        worker.threadsLeft |= event.recycle();
        Attempt running = worker.running;
        EngineTask task = running != null && running.id == event.attempt() ? running.task : null;
        turn.emit(new Action.ThreadsLeft(worker.id, worker.pid, task, event.threads(), event.recycle()));
    }

    private void ready(Worker worker, long rss) {
        if (!worker.isStarting()) {
            return;
        }
        fleet.becameReady(worker);
        memory.ready(rss);
        standing.announce("a worker is ready");
    }

    // ---- time

    private void tick() {
        dispatch(); // first: where both times have come, who is idle gets what was held back, and does not leave for want of work
        for (Worker worker : fleet.copy()) {
            if (worker.timers.earliest() <= turn.now()) {
                due.at(worker);
            }
        }
        if (timers.take(PoolTimer.RESPAWN, turn.now())) {
            fleet.changed();
        }
        timers.take(PoolTimer.HELD, turn.now());
        memory.tick();
        long earliest = Math.min(timers.earliest(), memory.nextDeadline());
        for (Worker worker : fleet.all()) {
            earliest = Math.min(earliest, worker.timers.earliest());
            earliest = worker.owesAnswer() ? Math.min(earliest, turn.now() + Turn.PULSE) : earliest;
        }
        turn.recompute(earliest);
    }
}
