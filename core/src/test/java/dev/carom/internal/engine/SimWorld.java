package dev.carom.internal.engine;

import static dev.carom.internal.engine.Dice.MS;
import static dev.carom.internal.engine.Dice.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One history: an engine among simulated workers, under virtual time, watched by the {@link Checker}. */
final class SimWorld {
    private static final int MOST_STEPS = 200_000;

    final Happenings time = new Happenings();
    final SimPlan plan;

    private final SimLog log = new SimLog();
    private final Map<Integer, SimWorker> workers = new TreeMap<>();
    private final Fault fault;
    private final PoolEngine engine;
    private final Checker checker;
    private final SimHost host;
    private long tickAt = Deadlines.NEVER;
    /** What has come to the pool while its process stands still; null while that runs. */
    private @Nullable List<Event> missed;
    private int steps;

    private SimWorld(long seed, Fault fault) {
        this.plan = new SimPlan(new Dice(seed));
        this.fault = fault;
        this.engine = new PoolEngine(fault.config(plan.config));
        boolean watched = seed % 2 == 0;
        engine.watch(watched);
        this.checker = new Checker(plan, engine, watched);
        this.host = new SimHost(this);
    }

    /** Plays one history; returns how many steps the engine took. */
    static int play(long seed, Fault fault) {
        SimWorld world = new SimWorld(seed, fault);
        try {
            world.run();
            return world.steps;
        } catch (SimFailure e) {
            throw world.report(seed, e);
        } catch (RuntimeException e) {
            throw world.report(seed, new SimFailure(Rule.NO_EXCEPTION, e));
        }
    }

    private SimFailure report(long seed, SimFailure failure) {
        SimFailure whole = new SimFailure(failure.rule(), "seed " + seed + ": " + failure.getMessage() + "\n" + plan + "\n"
                + log.tail() + "engine: " + engine.state() + ", " + engine.waiting() + " wait, " + engine.unfinished()
                + " unfinished, " + engine.workers() + "\nworkers: " + workers.values());
        whole.initCause(failure);
        return whole;
    }

    private void run() {
        perform(List.of(), engine.start(0));
        host.begin();
        while (time.next()) {
            if (steps > MOST_STEPS) {
                throw new SimFailure(Rule.PROGRESS, "no end after " + steps + " steps");
            }
        }
        if (!host.isClosed()) {
            throw new IllegalStateException("the host never closed the pool");
        }
        checker.end(workers.values(), time.now());
    }

    // ---- the engine

    void step(Event event) {
        if (missed != null) {
            missed.add(event);
            return;
        }
        Event seen = fault.event(event);
        if (seen == null) {
            return;
        }
        steps++;
        long now = time.now();
        log.add(now, seen);
        checker.before(seen, now);
        perform(List.of(seen), engine.step(seen, now));
        checker.after(seen, now);
        armTick();
    }

    private void perform(List<Event> cause, List<Action> decided) {
        List<Action> actions = fault.actions(cause, List.copyOf(decided));
        decided.clear();
        for (Action action : actions) {
            log.add(time.now(), action);
            checker.decided(action, time.now());
        }
        for (Action action : actions) {
            carryOut(action);
        }
        armTick();
    }

    private void armTick() {
        long deadline = engine.nextDeadline();
        if (deadline != Deadlines.NEVER && deadline < tickAt) {
            long at = Math.max(deadline, time.now()) + plan.lateness();
            tickAt = at;
            time.at(at, () -> tick(at));
        }
    }

    private void tick(long at) {
        if (tickAt == at && missed == null) {
            tickAt = Deadlines.NEVER;
            step(new Event.Tick());
        }
    }

    private void carryOut(Action action) {
        if (action instanceof Action.Spawn a) {
            SimWorker worker = new SimWorker(this, a.worker());
            workers.put(worker.id, worker);
            worker.launch();
        } else if (action instanceof Action.Signal a) {
            workers.get(a.worker()).signal(a.signal());
        } else if (action instanceof Action.Kill a) {
            workers.get(a.worker()).kill();
        } else if (action instanceof Action.Look a) {
            workers.get(a.worker()).look();
        } else if (action instanceof Action.SampleMemory a) {
            workers.get(a.worker()).sampleMemory();
        } else if (action instanceof Action.Examine a) {
            workers.get(a.worker()).examine();
        } else if (action instanceof Action.Accepted a && a.decide()) {
            host.confirm(a);
        } else {
            transmit(action);
        }
    }

    private void transmit(Action action) {
        if (action instanceof Action.SendTask a) {
            SimLoop.Sent sent = new SimLoop.Sent(a.attempt(), SimTask.of(a.task()));
            SimWorker worker = workers.get(a.worker());
            worker.receive(a.task().size(), () -> worker.loop.task(sent));
        } else if (action instanceof Action.SendRevoke a) {
            SimWorker worker = workers.get(a.worker());
            worker.receive(() -> worker.loop.revoke(a.attempt()));
        } else if (action instanceof Action.SendConfirm a) {
            SimWorker worker = workers.get(a.worker());
            worker.receive(() -> worker.loop.confirm(a.attempt(), a.go()));
        } else if (action instanceof Action.SendSoftLimit a) {
            SimWorker worker = workers.get(a.worker());
            worker.receive(() -> worker.loop.softLimit(a.attempt()));
        } else if (action instanceof Action.SendDump a) {
            SimWorker worker = workers.get(a.worker());
            worker.receive(() -> worker.loop.dump(a.attempt()));
        } else if (action instanceof Action.SendExit a) {
            SimWorker worker = workers.get(a.worker());
            worker.receive(worker.loop::leave);
        }
    }

    // ---- what else happens in the world

    /** The task thread is about to accept it. */
    void taken(SimWorker worker, SimLoop.Sent sent) {
        checker.taken(worker.id, sent, time.now());
    }

    /** User code of a task begins. */
    void began(SimWorker worker, SimLoop.Sent sent) {
        note(worker, "runs attempt " + sent.attempt() + " of " + sent.task());
        checker.began(worker.id, sent, time.now());
    }

    void note(SimWorker worker, String what) {
        log.add(time.now(), "worker " + worker.id + " " + what);
    }

    List<Long> livePids() {
        List<Long> pids = new ArrayList<>();
        for (SimWorker worker : workers.values()) {
            if (worker.isAlive()) {
                pids.add(worker.pid);
            }
        }
        return pids;
    }

    /** For a while nothing runs: on the whole machine, or in the process of the pool alone. */
    void standStill() {
        long from = time.now();
        long duration = plan.dice.time(100 * MS, 20 * SECOND);
        if (missed != null) {
            return;
        }
        if (plan.dice.chance(0.7)) {
            log.add(from, "the machine stands still");
            time.standStill(duration);
            workers.values().forEach(worker -> worker.standStill(duration));
            goOn(from, List.of());
        } else {
            log.add(from, "the pool stands still");
            List<Event> events = new ArrayList<>();
            missed = events;
            time.after(duration, () -> goOn(from, events));
        }
    }

    private void goOn(long from, List<Event> events) {
        missed = null;
        log.add(time.now(), "it goes on");
        checker.stoodStill(from, time.now());
        tickAt = Deadlines.NEVER;
        armTick();
        if (plan.dice.chance(0.5) && engine.nextDeadline() <= time.now()) {
            step(new Event.Tick());
        }
        events.forEach(this::step);
    }

    /** Somebody outside stops a worker, for a while; where the history must end by itself, not for ever. */
    void disturb() {
        List<SimWorker> alive = workers.values().stream().filter(SimWorker::isAlive).toList();
        if (!alive.isEmpty()) {
            SimWorker worker = plan.dice.of(alive);
            worker.stop();
            if (plan.finite || plan.dice.chance(0.5)) {
                time.after(plan.dice.time(MS, 10 * SECOND), worker::resume);
            }
        }
    }
}
