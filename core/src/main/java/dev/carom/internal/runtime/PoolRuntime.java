package dev.carom.internal.runtime;

import dev.carom.ApplyResult;
import dev.carom.MapResult;
import dev.carom.PoolState;
import dev.carom.ResultIterator;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import dev.carom.error.LaunchException;
import dev.carom.error.PoolClosedException;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.Breakage;
import dev.carom.internal.engine.EngineConfig;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.PoolEngine;
import dev.carom.internal.process.LaunchConfig;
import dev.carom.internal.process.PoolDirectory;
import dev.carom.internal.process.ProcessLauncher;
import dev.carom.internal.process.WorkerProcess;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.ResultDecoder;
import dev.carom.internal.wire.TaskEncoder;
import dev.carom.internal.wire.Welcome;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pool of real processes: puts the parts together, and keeps its beginning and its end. */
public final class PoolRuntime {
    /** How soon a JVM that ends notices that nobody waits for the pool any more. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    private final RuntimeConfig config;
    private final EngineGate gate;
    private final IoLoop io;
    private final CallbackQueue callbacks;
    private final PoolDirectory directory;
    private final ProcessLauncher processes;
    private final Launcher launcher;
    private final Outcomes outcomes;
    private final Submitter submitter;
    private final Ending ending;
    private final Driver driver;
    private volatile boolean closing;

    /** Threads that wait for the end of the pool. */
    private final AtomicInteger closers = new AtomicInteger();

    private PoolRuntime(
            EngineConfig engineConfig, RuntimeConfig config, PoolDirectory directory, ProcessLauncher processes) {
        this.config = config;
        String name = config.name();
        TaskEncoder encoder = new TaskEncoder(config.maxPayload());
        Welcomes welcomes = Welcomes.of(config, encoder);
        this.outcomes = new Outcomes(name, config.initializer() != null, new ResultDecoder(null, config.allowedClasses()), config.maxPayload());
        this.callbacks = new CallbackQueue("carom-" + name + "-callbacks", config.callbackExecutor(), !config.threads());
        Slots slots = new Slots(config.slots(), engineConfig.processes());
        this.gate = new EngineGate(
                new PoolEngine(engineConfig), encoder, FrameWriter.maxBody(config.maxPayload()), new Routes(this, slots));
        this.directory = directory;
        this.processes = processes;
        this.io = new IoLoop(name, gate, welcomes::forWorker, new Notices(config.leftoverThreads()));
        this.launcher = new Launcher(name, gate, io, processes, directory);
        this.driver = new Driver(name, config.threads(), io, gate, callbacks);
        this.submitter = new Submitter(config, gate, encoder, outcomes, slots, callbacks,
                new Requests(gate, driver, callbacks, !config.threads()));
        this.ending = new Ending(this::dismantle);
    }

    /** Starts a pool; returns once each worker's process was started. */
    public static PoolRuntime start(EngineConfig engineConfig, RuntimeConfig config, LaunchConfig launchConfig) {
        PoolDirectory directory = PoolDirectory.create();
        PoolRuntime pool;
        try {
            pool = new PoolRuntime(engineConfig, config, directory, new ProcessLauncher(launchConfig, directory));
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
        pool.begin();
        return pool;
    }

    private void begin() {
        try {
            ShutdownHook.guard(this);
            launcher.start();
            driver.start();
            gate.start();
        } catch (OutOfMemoryError e) {
            dismantle();
            throw new LaunchException("pool " + config.name() + " cannot start its threads: this process is out of memory"
                    + " or threads (" + e.getMessage() + ")", e);
        } catch (RuntimeException | Error e) {
            dismantle();
            throw e;
        }
        awaitProcesses();
        LaunchException failure = launcher.firstFailure();
        if (failure != null) {
            terminate();
            close();
            throw new LaunchException("pool " + config.name() + " cannot start: " + failure.getMessage(), failure);
        }
        Log.LOG.log(System.Logger.Level.DEBUG, "pool={0} started with {1} workers", config.name(), processes());
    }

    private void awaitProcesses() {
        boolean interrupted = false;
        for (WorkerLink link : gate.links()) {
            try {
                link.awaitProcess();
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- tasks

    public <R> ApplyResult<R> applyAsync(Task<? extends R, ?> task, TaskOptions<? super R> options) {
        return submitter.applyAsync(task, options);
    }

    public <R, X extends Exception> R apply(Task<R, X> task, TaskOptions<? super R> options)
            throws X, InterruptedException {
        return submitter.apply(task, options);
    }

    public <A, R> MapResult<R> mapAsync(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options) {
        return submitter.mapAsync(task, inputs, options);
    }

    public <A, R, X extends Exception> List<R> map(
            Task.Of1<A, R, X> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options)
            throws X, InterruptedException {
        return submitter.map(task, inputs, options);
    }

    public <A, R> ResultIterator<R> imap(
            Task.Of1<? super A, ? extends R, ?> task,
            Iterable<? extends A> inputs,
            TaskOptions<?> options,
            boolean ordered) {
        return submitter.imap(task, inputs, options, ordered);
    }

    // ---- the pool

    public PoolState state() {
        return gate.state();
    }

    public int processes() {
        return gate.target();
    }

    public List<WorkerInfo> workers() {
        return gate.workers().stream().filter(w -> w.state() != WorkerState.DEAD).toList();
    }

    public boolean didStartOk() {
        return gate.crashes() == 0;
    }

    public void grow(int n) {
        requireFromOne("grow", n);
        requireOpen();
        submitter.resizeSlots(n);
        gate.post(new Event.Grow(n));
    }

    public void shrink(int n) {
        requireFromOne("shrink", n);
        requireOpen();
        gate.shrink(n);
        submitter.resizeSlots(-n);
    }

    public void restart() {
        if (!config.allowRestart()) {
            throw new IllegalStateException("pool " + config.name() + " was built without allowRestart(true)");
        }
        requireOpen();
        gate.post(new Event.Restart());
    }

    public void terminateJob(long pid, int signal) {
        Submitter.requireSignal(signal);
        gate.post(new Event.TerminateWorker(pid, signal));
    }

    public void sendAck(ApplyResult<?> job, boolean start) {
        if (!config.synack()) {
            throw new IllegalStateException("pool " + config.name() + " was built without synack(true)");
        }
        submitter.sendAck(job, start);
    }

    private void requireOpen() {
        PoolState now = state();
        if (!now.takesWork()) {
            throw new PoolClosedException("pool " + config.name() + " is " + now, null);
        }
    }

    private static void requireFromOne(String what, int n) {
        if (n < 1) {
            throw new IllegalArgumentException(what + " takes 1 or more, not " + n);
        }
    }

    // ---- the end

    public void shutdown() {
        closing = true;
        gate.post(new Event.Shutdown());
    }

    public void terminate() {
        closing = true;
        gate.post(new Event.TerminatePool());
    }

    public void join() throws InterruptedException {
        awaitEnd(Long.MAX_VALUE);
    }

    public void join(Duration timeout) throws InterruptedException, TimeoutException {
        if (!awaitEnd(timeout.toNanos())) {
            throw new TimeoutException("pool " + config.name() + " did not end within " + timeout.toMillis() + " ms: "
                    + gate.describeRest());
        }
    }

    public void close() {
        shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                awaitEnd(Long.MAX_VALUE);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                terminate();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitEnd(long nanos) throws InterruptedException {
        if (!closing) {
            throw new IllegalStateException("join() without shutdown() or terminate(): pool " + config.name()
                    + " is still " + state());
        }
        closers.incrementAndGet();
        try {
            return driver.await(ending, nanos);
        } finally {
            closers.decrementAndGet();
        }
    }

    /** Nobody holds the pool any more, so nobody can close it. */
    public void forgotten() {
        if (state().takesWork()) {
            Log.LOG.log(System.Logger.Level.WARNING, "pool=" + config.name() + " was never closed, and nothing refers to it any"
                    + " more: it finishes its " + gate.unfinished() + " tasks and ends; use it in a try with resources");
            shutdown();
        }
    }

    /** This JVM ends. Waits while others close the pool, or have until {@code graceEnds} to begin to, where it has work. */
    void leaveToItsClosers(long graceEnds) throws InterruptedException {
        while (!ending.isOver()
                && (closers.get() > 0 || gate.unfinished() > 0 && System.nanoTime() < graceEnds)) {
            ending.await(LOOK_AGAIN);
        }
    }

    /** This JVM ends: kills what is left, and waits for nobody. */
    void abandon() {
        terminate(); // first, so that the deaths that follow are no news
        for (WorkerLink link : gate.links()) {
            WorkerProcess process = link.process();
            if (process != null) {
                process.killTree();
            }
        }
        processes.closeArchive();
        directory.close();
    }

    /** Takes down one part of the pool. */
    private interface Step {
        void run() throws InterruptedException;
    }

    /** All has ended: takes the parts down. On a thread of its own, as those to be waited for may be the ones that saw it. */
    private void dismantle() {
        List<Step> steps = List.of(submitter::close, launcher::close, driver::close, processes::close, directory::close,
                callbacks::close, io::close);
        for (Step step : steps) {
            try {
                step.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) { // the others are taken down all the same
                Log.LOG.log(System.Logger.Level.ERROR, "pool=" + config.name() + ": a part could not be taken down", e);
            }
        }
        ShutdownHook.release(this);
        Log.LOG.log(System.Logger.Level.DEBUG, "pool={0} ended", config.name());
    }

    // ---- driven by a host

    public boolean poll(Duration timeout) throws InterruptedException {
        return driver.poll(timeout.toNanos());
    }

    public List<SelectableChannel> channels() {
        driver.requireDriven();
        return io.channels();
    }

    public void handleResultEvent(SelectableChannel channel) {
        driver.requireDriven();
        driver.handle(channel);
    }

    public void maintainPool() {
        driver.maintain();
    }

    // ---- what the engine decided

    void forLauncher(Action action, WorkerLink link) {
        launcher.order(action, link);
    }

    void workerReady(int worker) {
        processes.ready(worker);
    }

    void deadlineMoved() {
        io.wakeUp();
    }

    void callersTold() {
        driver.callersTold();
    }

    void ended() {
        ending.begin(config.name());
    }

    EngineGate gate() {
        return gate;
    }

    CallbackQueue callbacks() {
        return callbacks;
    }

    Outcomes outcomes() {
        return outcomes;
    }

    RuntimeConfig config() {
        return config;
    }
}
