package dev.carom.internal.engine;

import dev.carom.WorkerExit;
import dev.carom.internal.engine.EngineConfig.Lifespan;
import dev.carom.WorkerState;
import dev.carom.internal.engine.Worker.Condemned;

/** How much memory workers take: looked at while they are busy, and held against the limits. */
final class Memory {
    private enum Timer {
        SAMPLE
    }

    /** How often it is looked at: while a limit on it is set, and for certificates alone. */
    private static final long PERIOD = 50_000_000L;
    private static final long SLOW_PERIOD = 1_000_000_000L;

    private final EngineConfig config;
    private final Lifespan lifespan;
    private final Turn turn;
    private final Standing standing;
    private final Fleet fleet;
    private final Limits limits;
    private final Deadlines<Timer> timers = new Deadlines<>(Timer.class);

    Memory(EngineConfig config, Turn turn, Standing standing, Fleet fleet, Limits limits) {
        this.config = config;
        this.lifespan = config.lifespan();
        this.turn = turn;
        this.standing = standing;
        this.fleet = fleet;
        this.limits = limits;
    }

    /** A worker is busy that was not. */
    void watch() {
        if (!timers.isSet(Timer.SAMPLE)) {
            turn.arm(timers, Timer.SAMPLE, PERIOD);
        }
    }

    void stop() {
        timers.clearAll();
    }

    long nextDeadline() {
        return timers.earliest();
    }

    void tick() {
        if (timers.take(Timer.SAMPLE, turn.now()) && !standing.hasEnded()) {
            sample();
        }
    }

    /** Goes on while anybody is busy; a pool at rest has no deadline for this. */
    private void sample() {
        boolean busy = false;
        for (Worker worker : fleet.all()) {
            if (worker.state() == WorkerState.BUSY) {
                busy = true;
                turn.emit(new Action.SampleMemory(worker.id));
            }
        }
        if (fleet.hasExtraSpares()) {
            fleet.changed();
        }
        if (busy) {
            turn.arm(timers, Timer.SAMPLE, lifespan.hardMemory() > 0 ? PERIOD : SLOW_PERIOD);
        }
    }

    /** A worker takes so much before its first task. */
    void ready(long rss) {
        if (lifespan.maxMemory() > 0 && rss > lifespan.maxMemory()) {
            cannotHold("maxMemoryPerChild", lifespan.maxMemory(), rss);
        } else if (lifespan.hardMemory() > 0 && rss > lifespan.hardMemory()) {
            cannotHold("hardMemoryPerChild", lifespan.hardMemory(), rss);
        }
    }

    /** A limit that every worker breaks at once would replace workers without end. */
    private void cannotHold(String option, long limit, long rss) {
        standing.breakPool(new Breakage.CannotStart(option + " is " + limit + " bytes (" + (limit >> 20)
                + " MiB), but a worker uses " + rss + " bytes (" + (rss >> 20) + " MiB) before its first task; raise the limit",
                null, false));
    }

    void sampled(Worker worker, long rss) {
        if (lifespan.hardMemory() == 0 || rss <= lifespan.hardMemory() || worker.isDraining()) {
            return;
        }
        if (worker.condemned != null) {
            // It is being killed as it is, and the limit that does so names the outcome.
            return;
        }
        if (worker.running != null) {
            worker.remarks.add(limit());
            limits.condemn(new Condemned(worker, worker.running, WorkerExit.MEMORY_LIMIT, 0, config.stackWait() > 0));
        } else if (worker.sent.isEmpty()) {
            worker.remarks.add(limit());
            fleet.kill(worker, WorkerExit.MEMORY_LIMIT);
        }
    }

    /** As a death certificate finds it among the output. */
    private String limit() {
        return "(carom: hardMemoryPerChild is " + (lifespan.hardMemory() >> 20) + " MiB)";
    }
}
