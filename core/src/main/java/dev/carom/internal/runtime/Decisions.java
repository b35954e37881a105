package dev.carom.internal.runtime;

import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.PoolEngine;
import dev.carom.internal.results.Source;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the engine decides: put into the queues of its targets under the lock, and carried out after that is released. The links
 * whose queues are to be flushed are {@code dirty}; null stands for none.
 */
final class Decisions {
    /** Reports in a row where each fails by what it does about it; after that they are left to whoever comes next. */
    private static final int MOST_REPORTS = 1000;

    private final PoolEngine engine;
    private final Links links;
    private final EngineGate.Targets targets;

    /** Added to under the lock. */
    private final CallerActions callers = new CallerActions();

    /** Why an event was not entered, or an action not put into the queue of its target, until that is reported. */
    private volatile @Nullable Throwable broken;

    /** Whether a thread reports; what others have to report then, or it has by that, is reported after it. */
    private final AtomicBoolean reporting = new AtomicBoolean();

    Decisions(PoolEngine engine, Links links, EngineGate.Targets targets) {
        this.engine = engine;
        this.links = links;
        this.targets = targets;
    }

    // ---- under the lock

    @Nullable Link link(int worker) {
        return links.get(worker);
    }

    List<Link> links() {
        return links.all();
    }

    @Nullable List<Link> start(long now, @Nullable List<Link> dirty) {
        return route(engine.start(now), dirty);
    }

    /** Takes the engine's answer before another step can have the list for its own. */
    @Nullable List<Link> step(Event event, long now, @Nullable List<Link> dirty) {
        return route(decide(event, now), dirty);
    }

    /** What the engine answers, to be {@linkplain #route routed}: to what it fails at, what it had decided before. */
    List<Action> decide(Event event, long now) {
        try {
            return engine.step(event, now);
        } catch (RuntimeException | Error e) { // the events behind it are entered all the same
            broken = e;
            return engine.decided(event);
        }
    }

    /** Puts each action into the queue of its target. */
    @Nullable List<Link> route(List<Action> actions, @Nullable List<Link> dirty) {
        List<Link> touched = dirty;
        for (int i = 0; i < actions.size(); i++) { // three times for each task: an iterator would be a fifth of its garbage
            Action action = actions.get(i);
            try {
                if (CallerActions.isOne(action)) {
                    callers.add(action);
                } else {
                    touched = links.route(action, touched);
                }
            } catch (RuntimeException | Error e) { // no memory for it: the others have their targets all the same
                broken = e;
            }
        }
        actions.clear(); // the engine keeps the list for its next step, and would keep what a task returned
        return touched;
    }

    // ---- without it

    /** Returns what any of it threw; the rest was done. */
    @Nullable Throwable carryOut(@Nullable List<Link> dirty) {
        Throwable bug = takeBroken();
        if (dirty != null) {
            for (Link link : dirty) {
                bug = flush(link, bug);
            }
        }
        return callers.tell(targets, bug);
    }

    private @Nullable Throwable takeBroken() {
        Throwable bug = broken;
        if (bug != null) {
            broken = null;
        }
        return bug;
    }

    /** Whether there is something that nobody reports now. */
    boolean hasUnreported() {
        return broken != null && !reporting.get();
    }

    /** Reports it; where that fails, for want of memory, it stays to be reported by whoever comes next. */
    void report(Throwable found) {
        broken = found;
        for (int i = 0; i < MOST_REPORTS && broken != null && reporting.compareAndSet(false, true); i++) {
            Throwable bug = takeBroken();
            boolean reported = false;
            try {
                if (bug != null) {
                    targets.failed(bug);
                }
                reported = true;
            } finally {
                broken = reported ? broken : bug;
                reporting.set(false);
                if (!reported) {
                    targets.deadlineMoved(); // whoever serves deadlines comes next
                }
            }
        }
    }

    /** Returns what it threw, or {@code earlier}: the other links, and the callers, have nothing to do with it. */
    private static @Nullable Throwable flush(Link link, @Nullable Throwable earlier) {
        try {
            link.flush();
            return earlier;
        } catch (RuntimeException | Error bug) {
            return earlier == null ? bug : earlier;
        }
    }

    /** What to wait with for what comes from there; null where another thread brings it. */
    @Nullable Source flushAndBorrow(Link link) {
        try {
            return link.flushAndBorrow();
        } catch (RuntimeException | Error e) {
            broken = e;
            return null;
        }
    }
}
