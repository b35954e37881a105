package dev.carom.micrometer;

import dev.carom.Pool;
import dev.carom.PoolState;
import dev.carom.PoolStatistics;
import dev.carom.PoolStatistics.Outcomes;
import dev.carom.PoolStatistics.TaskTimes;
import dev.carom.PoolStatistics.Times;
import dev.carom.WorkerExit;
import dev.carom.WorkerState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The figures of {@link Pool#statistics()} as meters, each with the pool's name as its tag {@code pool}. They are read
 * when the registry is, at most once in 100 ms, and cost tasks nothing.
 *
 * <pre>{@code
 * new CaromMetrics(pool, "images").bindTo(registry);
 * }</pre>
 *
 * <p>The registry does not keep the pool from being collected. When a pool has ended, its meters stay as they are until
 * {@link #close()} removes them.
 */
public final class CaromMetrics implements MeterBinder, AutoCloseable {
    private final Pool pool;
    private final Tags tags;
    private final Glance glance = new Glance();
    private final List<Bound> bound = new CopyOnWriteArrayList<>();

    private record Bound(MeterRegistry registry, Meter meter) {}

    /** What became of a task, as the value of the tag {@code outcome}. */
    private static final Map<String, ToLongFunction<Outcomes>> OUTCOMES = Map.of(
            "succeeded", Outcomes::succeeded,
            "failed", Outcomes::failed,
            "timed_out", Outcomes::timedOut,
            "cancelled", Outcomes::cancelled,
            "terminated", Outcomes::terminated,
            "lost", Outcomes::lost,
            "refused", Outcomes::refused,
            "rejected", Outcomes::rejected);

    /** The meters of this pool, tagged with this name, which should be its own. */
    public CaromMetrics(Pool pool, String name) {
        this(pool, name, List.of());
    }

    /** As {@link #CaromMetrics(Pool, String)}, with more tags. */
    public CaromMetrics(Pool pool, String name, Iterable<Tag> tags) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.tags = Tags.of("pool", Objects.requireNonNull(name, "name")).and(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindPool(registry);
        bindTasks(registry);
        bindWorkers(registry);
    }

    /** Removes the meters from each registry that they were bound to. The pool is not touched. */
    @Override
    public void close() {
        for (Bound one : bound) {
            one.registry.remove(one.meter);
        }
        bound.clear();
    }

    // ---- which there are

    private void bindPool(MeterRegistry registry) {
        gauge(registry, "carom.pool.size", "Workers that should serve", tags, PoolStatistics::processes);
        gauge(registry, "carom.pool.busy", "Workers that have a task", tags, PoolStatistics::busy);
        gauge(registry, "carom.pool.spares", "Warmed workers that stand by", tags, PoolStatistics::spares);
        gauge(registry, "carom.queue.depth", "Tasks that no worker was sent", tags, PoolStatistics::queued);
        age(registry, "carom.queue.age", "For how long the first of these has waited", PoolStatistics::oldestQueued);
        for (PoolState state : PoolState.values()) {
            gauge(registry, "carom.pool.state", "1 for the state that the pool is in", tags.and("state", lower(state)),
                    s -> s.state() == state ? 1 : 0);
        }
        for (WorkerState state : WorkerState.values()) {
            if (state != WorkerState.DEAD) {
                gauge(registry, "carom.workers", "Workers, spares included", tags.and("state", lower(state)),
                        s -> s.workers().getOrDefault(state, 0));
            }
        }
    }

    private void bindTasks(MeterRegistry registry) {
        counter(registry, "carom.tasks.submitted", "Tasks taken; a chunk of a map is one", tags, s -> s.tasks().submitted());
        OUTCOMES.forEach((outcome, count) -> counter(registry, "carom.tasks.completed", "Tasks that have their outcome",
                tags.and("outcome", outcome), s -> count.applyAsLong(s.tasks())));
        timer(registry, "carom.task.wait", "From taken to accepted by a worker", PoolStatistics::waiting);
        timer(registry, "carom.task.time", "From accepted by a worker to the end", PoolStatistics::running);
        age(registry, "carom.task.oldest", "For how long the task has run that has run the longest", CaromMetrics::oldest);
    }

    private void bindWorkers(MeterRegistry registry) {
        for (WorkerExit exit : WorkerExit.values()) {
            Kind kind = Kind.of(exit);
            counter(registry, kind.meter, kind.description, tags.and(kind.tag, lower(exit)),
                    s -> s.exits().getOrDefault(exit, 0L));
        }
        counter(registry, "carom.worker.restarts", "Workers that were replaced, for whatever reason", tags, PoolStatistics::restarts);
        gauge(registry, "carom.worker.crashes.recent", "Crashes that count for maxRestarts now", tags,
                PoolStatistics::recentCrashes);
    }

    /** Each reason for which a worker leaves is counted by one meter. */
    private enum Kind {
        DEATH("carom.worker.deaths", "cause", "Workers that crashed, or were killed for what they ran"),
        RECYCLE("carom.worker.recycles", "reason", "Workers that were replaced although nothing was wrong"),
        REMOVAL("carom.worker.removals", "reason", "Workers that were not needed any more");

        private final String meter;
        private final String tag;
        private final String description;

        Kind(String meter, String tag, String description) {
            this.meter = meter;
            this.tag = tag;
            this.description = description;
        }

        static Kind of(WorkerExit exit) {
            if (exit.isDeath()) {
                return DEATH;
            }
            return exit.isRecycling() || exit == WorkerExit.RESTARTED ? RECYCLE : REMOVAL;
        }
    }

    private static Duration oldest(PoolStatistics figures) {
        List<TaskTimes> running = figures.slowestRunning();
        return running.isEmpty() ? Duration.ZERO : running.get(0).ran();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    // ---- how they are made

    private ToDoubleFunction<Pool> read(ToDoubleFunction<PoolStatistics> figure) {
        Glance seen = glance; // and not this object, which holds the pool
        return p -> figure.applyAsDouble(seen.at(p));
    }

    private void bound(MeterRegistry registry, Meter meter) {
        bound.add(new Bound(registry, meter));
    }

    private void gauge(MeterRegistry registry, String name, String what, Tags more, ToDoubleFunction<PoolStatistics> figure) {
        bound(registry, Gauge.builder(name, pool, read(figure)).description(what).tags(more).register(registry));
    }

    private void counter(MeterRegistry registry, String name, String what, Tags more, ToDoubleFunction<PoolStatistics> figure) {
        bound(registry, FunctionCounter.builder(name, pool, read(figure)).description(what).tags(more).register(registry));
    }

    private void age(MeterRegistry registry, String name, String what, Function<PoolStatistics, Duration> figure) {
        bound(registry, TimeGauge.builder(name, pool, TimeUnit.NANOSECONDS, read(s -> figure.apply(s).toNanos()))
                .description(what).tags(tags).register(registry));
    }

    private void timer(MeterRegistry registry, String name, String what, Function<PoolStatistics, Times> figure) {
        Glance seen = glance;
        bound(registry, FunctionTimer.builder(name, pool, p -> figure.apply(seen.at(p)).count(),
                        p -> figure.apply(seen.at(p)).total().toNanos(), TimeUnit.NANOSECONDS)
                .description(what).tags(tags).register(registry));
    }
}
