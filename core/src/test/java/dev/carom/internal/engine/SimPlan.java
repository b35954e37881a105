package dev.carom.internal.engine;

import static dev.carom.internal.engine.Dice.MS;
import static dev.carom.internal.engine.Dice.SECOND;
import static dev.carom.internal.engine.Dice.US;

import dev.carom.internal.engine.EngineConfig.Lifespan;
import dev.carom.internal.engine.SimTask.Behaviour;
import dev.carom.internal.engine.SimTask.TaskTerms;

/**
 * What one history is made of: the pool's options, and how often what goes wrong.
 *
 * <p>A history is <em>finite</em> if everything in it ends by itself or by a limit: then it must reach its end after a
 * shutdown alone. The others are ended by force, after a while.
 */
final class SimPlan {
    static final long MEMORY_LIMIT = 1000;
    static final long HARD_MEMORY_LIMIT = 2000;

    final Dice dice;
    final EngineConfig config;
    /** Of tasks that have none of their own; 0 for none. */
    private final long softLimit;
    private final long hardLimit;
    final boolean finite;
    final int calls;
    final long tickLateness;
    final long confirmTimeout;
    final double confirmMissing;

    /** How rough it is, by chance: of a start, of a task, of the wire, of an end. */
    final double badStart;
    final double badTask;
    final double slowWire;
    final double badEnd;
    final double idleDeath;
    /** How often a worker keeps what it has to say in its journal for a while. */
    final double journal;
    final boolean tinyTasks;
    /** How often a task is not tiny where most are. */
    final double longTasks;
    /** The longest that a thread of a worker waits for a processor, on a machine that has too much to do; otherwise 0. */
    final long crawl;
    /** Whether the machine, or the process of the pool, stands still from time to time. */
    final boolean standsStill;
    /** How long a byte is under way: next to nothing, or, on a machine that has too much to do, so long that it counts. */
    final long byteTime;

    SimPlan(Dice dice) {
        this.dice = dice;
        this.finite = dice.chance(0.5);
        this.calls = dice.between(3, 40);
        this.tickLateness = dice.chance(0.5) ? 0 : dice.time(MS, 50 * MS);
        this.confirmTimeout = dice.time(10 * MS, 2 * SECOND);
        this.confirmMissing = dice.chance(0.3) ? 0.2 : 0;
        this.badStart = dice.of(java.util.List.of(0.0, 0.0, 0.03, 0.3));
        this.badTask = dice.of(java.util.List.of(0.0, 0.05, 0.2, 0.6));
        this.slowWire = dice.of(java.util.List.of(0.0, 0.02, 0.2));
        this.badEnd = dice.of(java.util.List.of(0.0, 0.05, 0.3));
        this.idleDeath = dice.of(java.util.List.of(0.0, 0.0, 0.1));
        this.journal = dice.of(java.util.List.of(0.0, 0.9));
        this.tinyTasks = dice.chance(0.5);
        this.longTasks = dice.of(java.util.List.of(0.0, 0.002, 0.05));
        this.byteTime = dice.of(java.util.List.of(0L, 0L, 0L, 1L, 100L, 400L));
        this.crawl = dice.chance(0.1) ? dice.time(100 * MS, 10 * SECOND) : 0;
        this.standsStill = dice.chance(0.2);
        this.softLimit = maybe(0.2, MS, SECOND);
        this.hardLimit = maybe(0.3, MS, 2 * SECOND);
        this.config = config();
    }

    private long maybe(double p, long from, long to) {
        return dice.chance(p) ? dice.time(from, to) : 0;
    }

    private EngineConfig config() {
        return new EngineConfig(
                dice.between(1, 5),
                dice.weighted(4, 2, 1),
                dice.time(200 * MS, 10 * SECOND),
                lifespan(),
                dice.weighted(1, 2, 2) * dice.between(1, 20),
                dice.time(SECOND, 60 * SECOND),
                dice.time(SECOND, 5 * SECOND),
                dice.chance(0.5) ? 0 : dice.time(10 * MS, 300 * MS),
                dice.chance(0.25) ? confirmTimeout : 0,
                dice.of(java.util.List.of(1, 2, 8, 64)),
                dice.between(1, 4),
                dice.seed());
    }

    private Lifespan lifespan() {
        int perChild = dice.chance(0.3) ? dice.between(1, 6) : 0;
        return new Lifespan(
                perChild,
                perChild > 0 ? dice.between(0, perChild) : 0,
                dice.chance(0.2) ? MEMORY_LIMIT : 0,
                dice.chance(0.2) ? HARD_MEMORY_LIMIT : 0,
                byteTime > 1 ? 0 : maybe(0.2, 500 * MS, 20 * SECOND), // a worker must live for longer than its task is under way
                maybe(0.3, 100 * MS, 5 * SECOND),
                dice.chance(0.5));
    }

    /** How long a frame is under way. Less than any lost-worker time-out, as what was written can be read at once. */
    long wire() {
        return dice.chance(slowWire) ? dice.time(MS, 60 * MS) : dice.time(5 * US, 100 * US);
    }

    /** As {@link #wire()}, for a task of this size. */
    long wire(int size) {
        return wire() + size * byteTime;
    }

    /** How long a thread of a worker takes to get on. */
    long scheduling() {
        if (crawl > 0 && dice.chance(0.3)) {
            return dice.time(MS, crawl);
        }
        return dice.chance(slowWire) ? dice.time(100 * US, 20 * MS) : dice.time(US, 30 * US);
    }

    long lateness() {
        return tickLateness > 0 && dice.chance(0.3) ? dice.time(1, tickLateness) : 0;
    }

    SimTask task(int number) {
        Behaviour behaviour = behaviour();
        TaskTerms terms = terms(behaviour);
        long tiniest = longTasks < 0.01 ? 15 * US : 100 * US;
        long duration = tinyTasks && !dice.chance(longTasks) ? dice.time(US, tiniest) : dice.time(US, SECOND);
        return new SimTask(number, behaviour, duration, dice.chance(0.5) ? 0.5 : 0, terms);
    }

    private Behaviour behaviour() {
        return dice.chance(badTask) ? dice.of(java.util.List.of(Behaviour.values())) : Behaviour.ENDS;
    }

    private TaskTerms terms(Behaviour behaviour) {
        long soft = dice.chance(0.3) ? dice.time(100 * US, SECOND) : softLimit;
        long hard = dice.chance(0.3) ? dice.time(100 * US, SECOND) : hardLimit;
        boolean needsLimit = switch (behaviour) {
            case ENDLESS, STOPS_PROCESS, OBEYS_SOFT_LIMIT, STALLS -> true;
            default -> false;
        };
        long stall = dice.chance(0.2) ? dice.time(100 * US, SECOND) : 0;
        if (finite && needsLimit && hard == 0 && stall == 0) {
            hard = dice.time(MS, SECOND);
        }
        long lost = dice.chance(0.1) ? dice.time(200 * MS, 5 * SECOND) : 0;
        int deliveries = dice.chance(0.3) ? dice.between(2, 4) : 1;
        EngineTask.Limits limits = new EngineTask.Limits(soft, hard, stall, lost);
        return new TaskTerms(limits, deliveries, size());
    }

    private int size() {
        return dice.chance(0.1) ? 100_000 : byteTime > 0 && dice.chance(0.05) ? 100_000_000 : 100;
    }

    @Override
    public String toString() {
        return config + " finite=" + finite + " badStart=" + badStart + " badTask=" + badTask + " slowWire=" + slowWire
                + " badEnd=" + badEnd + " idleDeath=" + idleDeath + " journal=" + journal
                + " tickLateness=" + tickLateness + " byteTime=" + byteTime + " crawl=" + crawl + " standsStill=" + standsStill;
    }
}
