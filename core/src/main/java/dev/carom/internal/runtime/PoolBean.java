package dev.carom.internal.runtime;

import dev.carom.DeathCertificate;
import dev.carom.PoolStatistics;
import dev.carom.PoolStatistics.Death;
import dev.carom.PoolStatistics.TaskTimes;
import dev.carom.internal.text.PrintableText;
import dev.carom.management.PoolMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pool's statistics as JMX has them. */
final class PoolBean implements PoolMXBean {
    private static final double NANOS = 1e9;

    private final String name;
    private final Supplier<PoolStatistics> statistics;

    PoolBean(String name, Supplier<PoolStatistics> statistics) {
        this.name = name;
        this.statistics = statistics;
    }

    private PoolStatistics now() {
        return statistics.get();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }

    private static String[] lines(List<TaskTimes> tasks) {
        return tasks.stream().map(PoolBean::line).toArray(String[]::new);
    }

    private static String line(TaskTimes task) {
        return String.format(Locale.ROOT,
                "%.3f s%s, worker %d (pid %d), attempt %d; waited %.3f s for a worker, %.3f s for its start, %.3f s for its accepting",
                seconds(task.ran()), named(" ", task.correlationId()), task.worker(), task.pid(),
                task.attempt(), seconds(task.waitedForWorker()), seconds(task.waitedForStart()), seconds(task.waitedForAccept()));
    }

    private static String named(String before, @Nullable String id) {
        return id == null ? "" : before + PrintableText.of(id);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getState() {
        return now().state().name();
    }

    @Override
    public int getProcesses() {
        return now().processes();
    }

    @Override
    public int getWorkers() {
        return now().workers().values().stream().mapToInt(i -> i).sum();
    }

    @Override
    public int getBusy() {
        return now().busy();
    }

    @Override
    public int getSpares() {
        return now().spares();
    }

    @Override
    public int getQueued() {
        return now().queued();
    }

    @Override
    public double getOldestQueuedSeconds() {
        return seconds(now().oldestQueued());
    }

    @Override
    public long getUnfinished() {
        return now().tasks().unfinished();
    }

    @Override
    public long getSubmitted() {
        return now().tasks().submitted();
    }

    @Override
    public long getSucceeded() {
        return now().tasks().succeeded();
    }

    @Override
    public long getFailed() {
        return now().tasks().failed();
    }

    @Override
    public long getTimedOut() {
        return now().tasks().timedOut();
    }

    @Override
    public long getCancelled() {
        return now().tasks().cancelled();
    }

    @Override
    public long getTerminated() {
        return now().tasks().terminated();
    }

    @Override
    public long getLost() {
        return now().tasks().lost();
    }

    @Override
    public long getRefused() {
        return now().tasks().refused();
    }

    @Override
    public long getRejected() {
        return now().tasks().rejected();
    }

    @Override
    public double getMeanWaitSeconds() {
        return seconds(now().waiting().mean());
    }

    @Override
    public double getLongestWaitSeconds() {
        return seconds(now().waiting().longest());
    }

    @Override
    public double getMeanRunSeconds() {
        return seconds(now().running().mean());
    }

    @Override
    public double getLongestRunSeconds() {
        return seconds(now().running().longest());
    }

    @Override
    public Map<String, Long> getExits() {
        Map<String, Long> exits = new TreeMap<>();
        now().exits().forEach((exit, count) -> exits.put(exit.name(), count));
        return exits;
    }

    @Override
    public long getRestarts() {
        return now().restarts();
    }

    @Override
    public long getCrashes() {
        return now().crashes();
    }

    @Override
    public int getRecentCrashes() {
        return now().recentCrashes();
    }

    @Override
    public String[] getLastDeaths() {
        List<Death> deaths = now().lastDeaths();
        Instant now = Instant.now();
        return deaths.stream().map(death -> line(death, now)).toArray(String[]::new);
    }

    private static String line(Death death, Instant now) {
        DeathCertificate certificate = death.certificate();
        return now.minus(death.ago()).truncatedTo(ChronoUnit.MILLIS) + " " + certificate.cause()
                + named(" task=", death.correlationId()) + ": " + certificate.describe();
    }

    @Override
    public String[] getSlowestRunning() {
        return lines(now().slowestRunning());
    }

    @Override
    public String[] getSlowestEnded() {
        return lines(now().slowestEnded());
    }
}
