package dev.carom.internal.engine;

import dev.carom.DeathCertificate;
import dev.carom.PoolState;
import dev.carom.WorkerExit;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import dev.carom.internal.engine.EngineTask.Phase;
import dev.carom.internal.engine.Worker.Condemned;
import dev.carom.internal.engine.Worker.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The pool as a pure state machine. Not thread-safe: whoever calls it holds the pool's one lock.
 *
 * <pre>
 * OPEN -> CLOSING     shutdown(): what was taken is done, then the workers leave
 * OPEN, CLOSING -> STOPPING   terminate(): everything ends now
 * CLOSING, STOPPING -> ENDED  the last worker is dead, and each task has its outcome
 * </pre>
 *
 * <p>Beside that stands whether the pool is <em>broken</em>: then it takes no task and starts no worker.
 */
public final class PoolEngine {
    private enum Stage {
        OPEN,
        CLOSING,
        STOPPING,
        ENDED
    }

    private enum PoolTimer {
        RESPAWN,
        SAMPLE
    }

    /** How often memory is looked at while a limit on it is set. */
    private static final long SAMPLE_PERIOD = 50_000_000L;

    private final EngineConfig config;
    private final Turn turn = new Turn();
    private final RestartPolicy policy;
    private final Dispatcher dispatcher;
    private final Fleet fleet;
    private final Limits limits;
    private final Deadlines<PoolTimer> timers = new Deadlines<>(PoolTimer.class);

    private Stage stage = Stage.OPEN;
    private @Nullable Breakage breakage;
    private PoolState announced = PoolState.RUNNING;
    /** Tasks taken that have no outcome yet. */
    private long unfinished;

    public PoolEngine(EngineConfig config) {
        this.config = config;
        SplittableRandom random = new SplittableRandom(config.seed());
        this.policy = new RestartPolicy(config.maxRestarts(), config.restartWindow(), random.split());
        this.dispatcher = new Dispatcher(config, turn);
        this.fleet = new Fleet(config, turn, dispatcher, policy, random);
        this.limits = new Limits(config, turn, dispatcher, fleet, this::complete);
    }

    /** Starts the workers. To be called once, before any step. */
    public List<Action> start(long now) {
        turn.begin(now);
        ensureWorkers();
        if (config.hardMemory() > 0) {
            turn.arm(timers, PoolTimer.SAMPLE, SAMPLE_PERIOD);
        }
        return turn.end();
    }

    /** Takes one event. Time does not run backwards: an earlier {@code now} than the last one counts as that. */
    public List<Action> step(Event event, long now) {
        turn.begin(now);
        on(event);
        settle();
        return turn.end();
    }

    /** Does what can be done now that the event was taken: work goes to workers, and workers that are missing are started. */
    private void settle() {
        dispatcher.dispatch(fleet.serving());
        if (fleet.hasParked() && dispatcher.waiting() > 0) {
            fleet.unpark(dispatcher.waiting());
        }
        if (fleet.takeChanged()) {
            ensureWorkers();
            dispatcher.dispatch(fleet.serving());
        }
        if (stage != Stage.OPEN || breakage != null) {
            windDown();
        }
    }

    /** No deadline is earlier than this. {@code Long.MAX_VALUE}: there is none. */
    public long nextDeadline() {
        return turn.earliest();
    }

    // ---- what can be seen

    public PoolState state() {
        if (stage == Stage.ENDED) {
            return PoolState.TERMINATED;
        }
        if (breakage != null) {
            return PoolState.BROKEN;
        }
        if (stage != Stage.OPEN) {
            return PoolState.SHUTDOWN;
        }
        return policy.isBackingOff() ? PoolState.DEGRADED : PoolState.RUNNING;
    }

    public @Nullable Breakage breakage() {
        return breakage;
    }

    public int target() {
        return fleet.target();
    }

    public int crashes() {
        return policy.allCrashes();
    }

    public long unfinished() {
        return unfinished;
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

    // ---- events

    private void on(Event event) {
        // In the order of their frequency.
        if (event instanceof Event.Submit e) {
            submit(e.task());
        } else if (event instanceof Event.Finished e) {
            finished(e);
        } else if (event instanceof Event.Accepted e) {
            accepted(e);
        } else if (event instanceof Event.Tick) {
            tick();
        } else if (event instanceof Event.Returned e) {
            returned(e);
        } else if (event instanceof Event.Confirm e) {
            confirm(e);
        } else if (!onCall(event)) {
            onWorker(event);
        }
    }

    private boolean onCall(Event event) {
        if (event instanceof Event.Cancel e) {
            cancel(e.task(), e.mayInterrupt());
        } else if (event instanceof Event.Discard e) {
            discard(e.task());
        } else if (event instanceof Event.Terminate e) {
            terminate(e.task(), e.signal());
        } else if (event instanceof Event.TerminateWorker e) {
            terminateWorker(e.pid(), e.signal());
        } else if (event instanceof Event.Grow e) {
            fleet.resize(e.n());
        } else if (event instanceof Event.Shrink e) {
            fleet.resize(-e.n());
            fleet.surplus().forEach(w -> fleet.retire(w, WorkerExit.SHRUNK));
        } else if (event instanceof Event.Restart) {
            fleet.copy().forEach(w -> fleet.retire(w, WorkerExit.RESTARTED));
        } else if (event instanceof Event.Shutdown) {
            if (stage == Stage.OPEN) {
                stage = Stage.CLOSING;
                announce("shut down");
            }
        } else if (event instanceof Event.TerminatePool) {
            terminatePool();
        } else {
            return false;
        }
        return true;
    }

    private void onWorker(Event event) {
        if (event instanceof Event.Spawned e) {
            withWorker(e.worker(), w -> w.pid = e.pid());
        } else if (event instanceof Event.SpawnFailed e) {
            withWorker(e.worker(), w -> {
                if (e.permanent()) {
                    breakPool(new Breakage.CannotStart(e.reason(), e.cause()));
                }
                bury(w, ExitFacts.neverStarted(e.reason()));
            });
        } else if (event instanceof Event.Connected e) {
            withWorker(e.worker(), w -> {
                w.connected = true;
                w.pid = e.pid();
            });
        } else if (event instanceof Event.Ready e) {
            withWorker(e.worker(), this::ready);
        } else if (event instanceof Event.StartFailed e) {
            withWorker(e.worker(), w -> startFailed(w, e.cause()));
        } else if (event instanceof Event.StackTaken e) {
            withWorker(e.worker(), w -> stackTaken(w, e));
        } else if (event instanceof Event.ChannelEnded e) {
            withWorker(e.worker(), w -> channelEnded(w, e.violation()));
        } else if (event instanceof Event.Exited e) {
            withWorker(e.worker(), w -> exited(w, e.facts()));
        } else if (event instanceof Event.MemorySampled e) {
            withWorker(e.worker(), w -> memorySampled(w, e.rss()));
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

    // ---- tasks

    private void submit(EngineTask task) {
        unfinished++;
        if (breakage != null) {
            complete(task, new Outcome.PoolBroken(breakage));
        } else if (stage != Stage.OPEN) {
            complete(task, new Outcome.PoolClosed());
        } else {
            dispatcher.enqueue(task);
        }
    }

    private void accepted(Event.Accepted event) {
        Worker worker = fleet.get(event.worker());
        if (worker == null) {
            return;
        }
        Attempt attempt = find(worker, event.attempt());
        if (attempt == null || worker.running != null) {
            violated(worker, "it accepted attempt " + event.attempt() + ", which it was not to run now");
            return;
        }
        worker.sent.remove(attempt);
        worker.running = attempt;
        EngineTask task = attempt.task;
        if (config.synack() && !task.isDone()) {
            task.phase = Phase.ACCEPTED;
            attempt.acceptedAt = turn.now();
            turn.emit(new Action.Accepted(task, attempt.id, worker.pid, true));
        } else if (config.synack()) {
            turn.emit(new Action.SendConfirm(worker.id, attempt.id, false));
        } else if (task.isDone()) {
            limits.start(attempt);
            if (attempt.ifAccepted != null) {
                limits.condemn(attempt.ifAccepted);
            }
        } else {
            turn.emit(new Action.Accepted(task, attempt.id, worker.pid, false));
            run(attempt);
        }
        acceptedAtLast(worker, task);
    }

    /** Its code may begin to run from now. */
    private void run(Attempt attempt) {
        attempt.task.phase = Phase.RUNNING;
        attempt.task.deliveries++;
        limits.start(attempt);
    }

    /** What was to be given back and had been taken already has to share the fate of its worker. */
    private void acceptedAtLast(Worker worker, EngineTask task) {
        if (worker.isDraining()) {
            return;
        }
        Condemned verdict = worker.condemned;
        if (verdict != null && verdict.attempt() == null && task.phase == Phase.RUNNING) {
            terminate(task, verdict.signal());
        }
        dispatcher.watchSent(worker);
        limits.executeIfSafe(worker);
    }

    private @Nullable Attempt find(Worker worker, long id) {
        for (Attempt attempt : worker.sent) {
            if (attempt.id == id) {
                return attempt;
            }
        }
        return null;
    }

    private void confirm(Event.Confirm event) {
        EngineTask task = event.task();
        Attempt attempt = task.attempt;
        boolean current = attempt != null && (event.attempt() == 0 || attempt.id == event.attempt());
        if (attempt == null || !current || task.phase != Phase.ACCEPTED) {
            return;
        }
        Worker worker = attempt.worker;
        if (event.go() && (worker.isDraining() || worker.condemned != null)) {
            // It is on its way out: as it was not told to go on, the task never ran and goes elsewhere.
            return;
        }
        if (event.go()) {
            run(attempt);
        } else {
            complete(task, new Outcome.Refused(event.refusal()));
        }
        turn.emit(new Action.SendConfirm(worker.id, attempt.id, event.go()));
    }

    private void finished(Event.Finished event) {
        Worker worker = fleet.get(event.worker());
        if (worker == null) {
            return;
        }
        Attempt attempt = worker.running;
        if (attempt == null || attempt.id != event.attempt()) {
            violated(worker, "it reported the end of attempt " + event.attempt() + ", which it was not running");
            return;
        }
        worker.finished++;
        dispatcher.observe(event.elapsed());
        complete(attempt.task, new Outcome.Reported(event.message()));
        over(worker, attempt);
        WorkerExit recycle = whyRecycle(worker, attempt, event.rss());
        if (recycle != null) {
            fleet.retire(worker, recycle);
        }
        carryOn(worker);
    }

    private @Nullable WorkerExit whyRecycle(Worker worker, Attempt attempt, long rss) {
        if (attempt.softStruck && config.recycleAfterRaise()) {
            return WorkerExit.RECYCLED_AFTER_RAISE;
        }
        if (worker.quota > 0 && worker.finished >= worker.quota) {
            return WorkerExit.RECYCLED_TASKS;
        }
        return config.maxMemory() > 0 && rss > config.maxMemory() ? WorkerExit.RECYCLED_MEMORY : null;
    }

    private void returned(Event.Returned event) {
        Worker worker = fleet.get(event.worker());
        if (worker == null) {
            return;
        }
        Attempt attempt = find(worker, event.attempt());
        if (attempt != null) {
            worker.sent.remove(attempt);
            dispatcher.giveBack(attempt);
            fleet.changed();
        } else if (worker.running != null && worker.running.id == event.attempt()) {
            attempt = worker.running;
            complete(attempt.task, new Outcome.Refused(null));
            over(worker, attempt);
        } else {
            violated(worker, "it returned attempt " + event.attempt() + ", which it did not have");
            return;
        }
        carryOn(worker);
    }

    /** The attempt has had its last word from the worker. */
    private void over(Worker worker, Attempt attempt) {
        limits.stop(attempt);
        worker.running = null;
    }

    /** What a worker does once it has one attempt less. */
    private void carryOn(Worker worker) {
        if (worker.isDraining()) {
            return;
        }
        dispatcher.watchSent(worker);
        limits.executeIfSafe(worker);
        if (worker.isDraining() || worker.state() != WorkerState.BUSY) {
            return;
        }
        if (worker.retiring != null) {
            if (worker.outstanding() == 0) {
                fleet.leave(worker);
            }
            return;
        }
        dispatcher.topUp(worker, fleet.serving());
        if (worker.outstanding() == 0) {
            worker.transition(WorkerState.IDLE, null);
            fleet.rest(worker);
        }
    }

    private void cancel(EngineTask task, boolean mayInterrupt) {
        Attempt attempt = task.attempt;
        boolean started = task.phase == Phase.SENT || task.phase == Phase.RUNNING;
        if (!task.isDone() && (mayInterrupt || !started)) {
            end(task, attempt, new Outcome.Cancelled(), WorkerExit.CANCELLED, 0);
        }
    }

    private void terminate(EngineTask task, int signal) {
        if (!task.isDone()) {
            Attempt attempt = task.attempt;
            long pid = task.phase == Phase.RUNNING && attempt != null ? attempt.worker.pid : -1;
            end(task, attempt, new Outcome.Terminated(signal, pid), WorkerExit.TERMINATED, signal);
        }
    }

    /** Completes a task on request, and ends its attempt. */
    private void end(EngineTask task, @Nullable Attempt attempt, Outcome outcome, WorkerExit reason, int signal) {
        Phase phase = task.phase;
        complete(task, outcome);
        if (attempt == null) {
            return;
        }
        Condemned verdict = new Condemned(attempt.worker, attempt, reason, signal, false);
        if (phase == Phase.SENT) {
            attempt.ifAccepted = verdict;
            dispatcher.revoke(attempt);
        } else if (phase == Phase.ACCEPTED) {
            turn.emit(new Action.SendConfirm(attempt.worker.id, attempt.id, false));
        } else {
            limits.condemn(verdict);
        }
    }

    private void discard(EngineTask task) {
        Attempt attempt = task.attempt;
        Phase phase = task.phase;
        complete(task, new Outcome.Cancelled());
        if (attempt != null && phase == Phase.SENT) {
            dispatcher.revoke(attempt);
        } else if (attempt != null && phase == Phase.ACCEPTED) {
            turn.emit(new Action.SendConfirm(attempt.worker.id, attempt.id, false));
        }
    }

    private void terminateWorker(long pid, int signal) {
        for (Worker worker : fleet.copy()) {
            if (worker.pid == pid && !worker.isDraining()) {
                if (worker.running != null && worker.running.task.phase == Phase.RUNNING) {
                    terminate(worker.running.task, signal);
                }
                limits.condemn(new Condemned(worker, null, WorkerExit.TERMINATED, signal, false));
            }
        }
    }

    /** The only place where a task gets its outcome. */
    private void complete(EngineTask task, Outcome outcome) {
        if (task.isDone()) {
            return;
        }
        boolean queued = task.phase == Phase.QUEUED;
        Attempt attempt = task.attempt;
        if (attempt != null) {
            limits.cancelled(attempt);
        }
        task.phase = Phase.DONE;
        task.attempt = null;
        unfinished--;
        if (queued) {
            dispatcher.forget();
        }
        turn.emit(new Action.Complete(task, outcome));
    }

    // ---- workers

    private void ready(Worker worker) {
        if (!worker.isStarting()) {
            return;
        }
        fleet.becameReady(worker);
        announce("a worker is ready");
    }

    private void startFailed(Worker worker, Object cause) {
        if (worker.exit() != null) {
            return;
        }
        if (worker.wasReady) {
            violated(worker, "it was ready, and says that it cannot start");
            return;
        }
        breakPool(new Breakage.CannotStart("the initializer failed in a worker", cause));
        if (!worker.isDraining()) {
            fleet.awaitLeave(worker, WorkerExit.START_FAILED);
        }
    }

    private void stackTaken(Worker worker, Event.StackTaken event) {
        if (worker.running != null && worker.running.id == event.attempt()) {
            worker.running.stack = event.stack();
            limits.stackAwaited(worker);
        }
    }

    private void memorySampled(Worker worker, long rss) {
        if (config.hardMemory() == 0 || rss <= config.hardMemory() || worker.isDraining()) {
            return;
        }
        if (worker.condemned != null) {
            // It is being killed as it is, and the limit that does so names the outcome.
            return;
        }
        if (worker.running != null) {
            limits.condemn(new Condemned(worker, worker.running, WorkerExit.MEMORY_LIMIT, 0, false));
        } else if (worker.sent.isEmpty()) {
            fleet.kill(worker, WorkerExit.MEMORY_LIMIT);
        }
    }

    private void violated(Worker worker, String how) {
        if (!worker.isDraining()) {
            worker.violation = how;
            fleet.kill(worker, WorkerExit.PROTOCOL);
        }
    }

    private void channelEnded(Worker worker, @Nullable String violation) {
        fleet.channelEnded(worker, violation);
        settleEnd(worker);
    }

    private void exited(Worker worker, ExitFacts facts) {
        fleet.exited(worker, facts);
        settleEnd(worker);
    }

    private void settleEnd(Worker worker) {
        if (fleet.isOver(worker)) {
            ExitFacts facts = worker.facts;
            bury(worker, facts == null ? ExitFacts.unknown() : facts);
        }
    }

    /** The worker is dead: what it ran is lost, what it had not started goes elsewhere, and it is replaced. */
    private void bury(Worker worker, ExitFacts facts) {
        WorkerExit reason = fleet.bury(worker, facts);
        if (!worker.surelyRanNoMore() && !config.synack()) {
            // It may have accepted, and run, what it was sent.
            for (Attempt attempt : worker.sent) {
                attempt.acceptedAt = turn.now();
                attempt.task.deliveries++;
                lost(attempt, certificate(worker, attempt, facts, reason));
            }
            worker.sent.clear();
        }
        for (Attempt attempt = worker.sent.pollLast(); attempt != null; attempt = worker.sent.pollLast()) {
            dispatcher.giveBack(attempt);
        }
        Attempt running = worker.running;
        if (running != null) {
            if (running.task.phase == Phase.ACCEPTED) {
                dispatcher.giveBack(running);
            } else {
                lost(running, certificate(worker, running, facts, reason));
            }
            over(worker, running);
        }
        if (reason.isCrash()) {
            crashed(worker, facts, reason);
        }
    }

    private void lost(Attempt attempt, DeathCertificate certificate) {
        EngineTask task = attempt.task;
        if (task.isDone()) {
            return;
        }
        List<DeathCertificate> certificates = task.certify(certificate);
        boolean mayRun = task.deliveries < task.maxDeliveries();
        if (mayRun && stage.compareTo(Stage.STOPPING) < 0 && breakage == null) {
            dispatcher.enqueue(task);
        } else {
            complete(task, new Outcome.Lost(certificates, task.maxDeliveries() > 1 && !mayRun));
        }
    }

    private DeathCertificate certificate(Worker worker, Attempt attempt, ExitFacts facts, WorkerExit reason) {
        Duration elapsed = Duration.ofNanos(turn.now() - attempt.acceptedAt);
        return new DeathCertificate(reason, worker.id, worker.pid, facts.exitCode(), attempt.task.deliveries, elapsed,
                facts.peakRss(), facts.output(), facts.crashReport());
    }

    private void crashed(Worker worker, ExitFacts facts, WorkerExit reason) {
        String how = new DeathCertificate(reason, worker.id, worker.pid, facts.exitCode(), 0, Duration.ZERO,
                facts.peakRss(), facts.output(), facts.crashReport()).describe();
        boolean tooMany = policy.crashed(turn.now());
        if (!worker.wasReady) {
            policy.startFailed(turn.now());
        }
        if (!worker.wasReady && facts.configurationError()) {
            breakPool(new Breakage.CannotStart(how, null));
        } else if (tooMany) {
            breakPool(new Breakage.TooManyRestarts(policy.crashes(), config.restartWindow(), how));
        } else {
            announce(how);
        }
    }

    // ---- the pool

    private void ensureWorkers() {
        timers.clear(PoolTimer.RESPAWN);
        if (breakage != null || stage.compareTo(Stage.STOPPING) >= 0) {
            return;
        }
        boolean open = stage == Stage.OPEN;
        int wanted = open ? fleet.target() : dispatcher.waiting() == 0 ? 0 : (int) Math.min(fleet.target(), unfinished);
        long retryAt = fleet.ensure(wanted, open ? config.spares() : 0);
        if (retryAt != Deadlines.NEVER) {
            turn.arm(timers, PoolTimer.RESPAWN, retryAt - turn.now());
        }
    }

    private void terminatePool() {
        if (stage.compareTo(Stage.STOPPING) >= 0) {
            return;
        }
        stage = Stage.STOPPING;
        announce("terminated");
        failQueue(new Outcome.PoolClosed());
        for (Worker worker : fleet.copy()) {
            for (Attempt attempt : worker.sent) {
                complete(attempt.task, new Outcome.PoolClosed());
            }
            if (worker.running != null) {
                complete(worker.running.task, new Outcome.PoolClosed());
            }
            fleet.kill(worker, WorkerExit.POOL_CLOSED);
        }
    }

    private void failQueue(Outcome outcome) {
        for (EngineTask task = dispatcher.poll(); task != null; task = dispatcher.poll()) {
            complete(task, outcome);
        }
    }

    private void breakPool(Breakage why) {
        if (breakage == null && stage.compareTo(Stage.STOPPING) < 0) {
            breakage = why;
            announce("broken");
            failQueue(new Outcome.PoolBroken(why));
        }
    }

    /** Lets workers leave that have nothing to do and will not get anything, and notices the end. */
    private void windDown() {
        if (dispatcher.waiting() > 0 && breakage == null) {
            return;
        }
        if (breakage != null) {
            failQueue(new Outcome.PoolBroken(breakage));
        }
        for (Worker worker : fleet.copy()) {
            if (worker.isIdle() || worker.isStarting()) {
                fleet.retire(worker, WorkerExit.POOL_CLOSED);
            }
        }
        if (stage != Stage.OPEN && stage != Stage.ENDED && fleet.isEmpty() && unfinished == 0) {
            stage = Stage.ENDED;
            timers.clearAll();
            announce("ended");
        }
    }

    private void announce(String reason) {
        PoolState state = state();
        if (state != announced) {
            announced = state;
            turn.emit(new Action.StateChanged(state, breakage, reason));
        }
    }

    // ---- time

    private void tick() {
        for (Worker worker : fleet.copy()) {
            if (worker.timers.earliest() <= turn.now()) {
                tick(worker);
            }
        }
        if (timers.take(PoolTimer.RESPAWN, turn.now())) {
            fleet.changed();
        }
        if (timers.take(PoolTimer.SAMPLE, turn.now()) && stage != Stage.ENDED) {
            sampleMemory();
        }
        long earliest = timers.earliest();
        for (Worker worker : fleet.all()) {
            earliest = Math.min(earliest, worker.timers.earliest());
        }
        turn.recompute(earliest);
    }

    private void tick(Worker worker) {
        long now = turn.now();
        if (worker.timers.take(Timer.TAKE_BACK, now)) {
            dispatcher.takeBack(worker);
        }
        if (worker.timers.take(Timer.SOFT, now)) {
            limits.softLimitPassed(worker);
        }
        if (worker.timers.take(Timer.HARD, now)) {
            limits.hardLimitPassed(worker);
        }
        if (worker.timers.take(Timer.STACK, now)) {
            limits.stackAwaited(worker);
        }
        if (worker.timers.take(Timer.KILL, now)) {
            limits.execute(worker);
        }
        if (worker.timers.take(Timer.START, now)) {
            fleet.kill(worker, WorkerExit.START_FAILED);
        }
        if (worker.timers.take(Timer.ACCEPT, now)) {
            violated(worker, "it did not accept a task within " + Dispatcher.ACCEPT_WAIT / 1_000_000 + " ms");
        }
        if (worker.timers.take(Timer.LIFETIME, now)) {
            fleet.retire(worker, WorkerExit.RECYCLED_LIFETIME);
        }
        if (worker.timers.take(Timer.IDLE, now) && worker.isIdle() && !worker.spare) {
            fleet.retire(worker, WorkerExit.RECYCLED_IDLE);
        }
        tickEnd(worker, now);
    }

    private void tickEnd(Worker worker, long now) {
        if (worker.timers.take(Timer.LEAVE, now) || worker.timers.take(Timer.EXIT, now)) {
            fleet.kill(worker, WorkerExit.PROTOCOL);
        }
        if (worker.timers.take(Timer.DRAIN, now)) {
            ExitFacts facts = worker.facts;
            bury(worker, facts == null ? ExitFacts.unknown() : facts);
        }
    }

    private void sampleMemory() {
        for (Worker worker : fleet.all()) {
            if (worker.state() == WorkerState.BUSY) {
                turn.emit(new Action.SampleMemory(worker.id));
            }
        }
        turn.arm(timers, PoolTimer.SAMPLE, SAMPLE_PERIOD);
    }
}
