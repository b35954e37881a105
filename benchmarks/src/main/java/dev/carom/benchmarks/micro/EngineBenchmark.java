package dev.carom.benchmarks.micro;

import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineConfig;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.Outcome;
import dev.carom.internal.engine.PoolEngine;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The three steps of a task: submitted, accepted, finished; alone, or of a thousand that were submitted before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {
    private static final int QUEUED = 1_000;
    private static final long SECOND = 1_000_000_000L;
    private static final long STEP = 500;
    private static final long ELAPSED = 1_000;
    private static final long RSS = 40 << 20;
    private static final int TASK_BYTES = 16;

    private static final Outcome.Reported REPORTED = () -> true;

    @Param({"2", "64"})
    public int workers;

    private final ArrayDeque<Action.SendTask> sent = new ArrayDeque<>();
    private PoolEngine engine = new PoolEngine(config(1));
    private long now;
    private long completed;

    private static EngineConfig config(int workers) {
        return new EngineConfig(workers, 0, 10 * SECOND, EngineConfig.Lifespan.UNLIMITED, 20, 60 * SECOND, 60 * SECOND, SECOND,
                0, 64, workers, 1);
    }

    @Setup
    public void start() {
        engine = new PoolEngine(config(workers));
        engine.start(now);
        for (int worker = 1; worker <= workers; worker++) {
            step(new Event.Spawned(worker, 1000 + worker));
            step(new Event.Connected(worker, 1000 + worker));
            step(new Event.Ready(worker, RSS));
        }
    }

    @Benchmark
    public long single() {
        submit();
        finishAll(1);
        return completed;
    }

    @Benchmark
    @OperationsPerInvocation(QUEUED)
    public long queued() {
        for (int i = 0; i < QUEUED; i++) {
            submit();
        }
        finishAll(QUEUED);
        return completed;
    }

    private void submit() {
        step(new NoOp());
    }

    private static final class NoOp extends EngineTask {
        private static final Limits NONE = new Limits(0, 0, 0, 0);

        NoOp() {
            super(TASK_BYTES);
        }

        @Override
        protected Limits limits() {
            return NONE;
        }

        @Override
        public int maxDeliveries() {
            return 1;
        }

        @Override
        protected @Nullable String label() {
            return null;
        }

        @Override
        protected boolean acceptedUnheard(long pid) {
            return true;
        }
    }

    private void finishAll(int tasks) {
        long before = completed;
        for (Action.SendTask task = sent.poll(); task != null; task = sent.poll()) {
            step(new Event.Accepted(task.worker(), task.attempt()));
            step(new Event.Finished(task.worker(), task.attempt(), REPORTED, ELAPSED, 0));
        }
        if (completed - before != tasks) {
            throw new IllegalStateException(completed - before + " tasks completed of " + tasks);
        }
    }

    private void step(Event event) {
        now += STEP;
        for (Action action : engine.step(event, now)) {
            if (action instanceof Action.SendTask task) {
                sent.add(task);
            } else if (action instanceof Action.Complete) {
                completed++;
            }
        }
    }
}
