package dev.carom.internal.runtime;

import dev.carom.ApplyResult;
import dev.carom.PoolExecutor;
import dev.carom.PoolState;
import dev.carom.PoolStatistics;
import dev.carom.ProcessPool;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import dev.carom.error.LaunchException;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.context.Carriers;
import dev.carom.internal.engine.EngineConfig;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.PoolEngine;
import dev.carom.internal.process.LaunchConfig;
import dev.carom.internal.process.NeededModules;
import dev.carom.internal.process.Nesting;
import dev.carom.internal.process.OwnClasses;
import dev.carom.internal.process.PoolDirectory;
import dev.carom.internal.process.ProcessLauncher;
import dev.carom.internal.process.Programs;
import dev.carom.internal.process.SourceProgram;
import dev.carom.internal.results.Nanos;
import dev.carom.internal.results.PoolPort;
import dev.carom.internal.text.CountText;
import dev.carom.internal.text.DurationText;
import dev.carom.internal.wire.FrameWriter;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool of real workers: puts the parts together, and keeps its beginning and its end. */
public final class PoolRuntime {
    /** How soon a JVM that ends notices that nobody waits for the pool any more. */
    static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    private final RuntimeConfig config;
    private final EngineGate gate;
    private final IoLoop io;
    private final CallbackQueue callbacks;
    private final Workers workers;
    private final Outcomes outcomes;
    private final PoolPort port;
    private final Admission admission;
    private final Submitter submitter;
    private final JmxEntry jmx;
    private final Ending ending;
    private final Driver driver;
    private final EndCall endCall;
    private volatile boolean starting = true;

    /** Threads that wait for the end of the pool. */
    private final AtomicInteger closers = new AtomicInteger();

    /** Makes the workers of a pool. */
    private interface Kind {
        Workers workers(EngineGate gate, IoLoop io, TaskEncoder encoder, Welcomes welcomes, ResultDecoder decoder);
    }

    private PoolRuntime(EngineConfig engineConfig, RuntimeConfig config, Kind kind) {
        this.config = config;
        String name = config.name();
        this.endCall = new EndCall(name);
        Carriers carriers = Carriers.ofPool(name, text -> Log.LOG.log(Level.WARNING, "pool={0}: {1}", name, text));
        TaskEncoder encoder = new TaskEncoder(config.maxPayload(), carriers, config.installedCodec());
        Welcomes welcomes = Welcomes.of(config, encoder, carriers);
        ResultDecoder decoder = new ResultDecoder(SourceProgram.loader(), config.allowedClasses(), config.installedCodec());
        this.callbacks = new CallbackQueue("carom-" + name + "-callbacks", config.callbackExecutor(), !config.threads());
        this.gate = new EngineGate(new PoolEngine(engineConfig), encoder, new Routes(this));
        Bell bell = new Bell(name, config.hostWakeUp());
        this.io = new IoLoop(name, gate, welcomes::forWorker, new Notices(config.leftoverThreads()), decoder, bell,
                !config.threads(), new Spin(config.spin().toNanos(), ProcessPool.cpuCount(), gate::unfinished));
        this.workers = kind.workers(gate, io, encoder, welcomes, decoder);
        this.outcomes = new Outcomes(name, config.initializer() != null, decoder, config.maxPayload(), workers,
                endCall);
        this.driver = new Driver(name, config.threads(), io, gate, callbacks, bell);
        this.port = new Requests(name, gate, workers, driver, callbacks, !config.threads());
        this.admission = new Admission(gate, outcomes, endCall, port,
                Slots.of(config, engineConfig.processes()), Room.of(config, engineConfig.processes()));
        this.submitter = new Submitter(config, gate, encoder, admission, callbacks, port);
        this.jmx = new JmxEntry(name, config.jmx(), this::statistics);
        this.ending = new Ending(name, List.of(jmx::close, workers::endOrders, driver::close, io::close, workers::close,
                callbacks::close, submitter::close, Log::await, () -> ShutdownHook.release(this)), workers.dismantler());
    }

    /** Starts a pool of processes; returns once each worker's process was started. */
    public static PoolRuntime start(EngineConfig engineConfig, RuntimeConfig config, LaunchConfig launchConfig) {
        NeededModules.check(config.name());
        Nesting.check(config.name());
        ShutdownHook.install(); // before there is anything for it
        try {
            PoolRuntime pool = of(engineConfig, config, launchConfig);
            pool.begin();
            return pool;
        } catch (OutOfMemoryError e) {
            throw new LaunchException("pool " + config.name() + " cannot be made: " + e + Programs.remedy(e), e);
        } catch (LaunchException e) {
            ShutdownHook.requireNotBegun(e); // or that is the reason
            throw e;
        } finally {
            ShutdownHook.made();
        }
    }

    private static PoolRuntime of(EngineConfig engineConfig, RuntimeConfig config, LaunchConfig launchConfig) {
        PoolDirectory directory = PoolDirectory.create();
        try {
            ProcessLauncher processes = config.threads()
                    ? new ProcessLauncher(launchConfig, directory)
                    : ProcessLauncher.withoutThreads(launchConfig, directory);
            return new PoolRuntime(engineConfig, config, (gate, io, encoder, welcomes, decoder) -> {
                encoder.withBlocks();
                return new ProcessWorkers(
                        config.name(), gate, io, FrameWriter.maxBody(config.maxPayload()), processes, directory);
            });
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    /** Starts a pool of threads of this JVM. */
    public static PoolRuntime startThreads(EngineConfig engineConfig, RuntimeConfig config) {
        PoolRuntime pool = new PoolRuntime(engineConfig, config, (gate, io, encoder, welcomes, decoder) -> new ThreadWorkers(
                gate, decoder, welcomes.forThreads()));
        pool.begin();
        return pool;
    }

    private void begin() {
        try {
            ShutdownHook.guard(this);
            jmx.open();
            workers.start();
            driver.start();
            gate.start();
            OwnClasses.loadWhereTheyMayGo();
        } catch (OutOfMemoryError e) {
            ending.run();
            throw new LaunchException("pool " + config.name() + " cannot start its threads: " + e + Programs.remedy(e), e);
        } catch (RuntimeException | Error e) {
            ending.run();
            throw e;
        }
        Link.awaitStarts(gate.links());
        LaunchException failure = workers.firstFailure();
        starting = failure != null; // what comes of that is told late
        if (failure != null) {
            terminate("its start failed");
            close();
            throw new LaunchException("pool " + config.name() + " cannot start: " + failure.getMessage(), failure);
        }
        Log.LOG.log(Level.DEBUG, "pool={0} started with {1} workers", config.name(), processes());
    }

    // ---- tasks

    /** Takes the tasks of the pool. */
    public Submitter submitter() {
        return submitter;
    }

    /** @param pool stays reachable, and so open, while the executor is */
    public PoolExecutor executor(Object pool) {
        return new ExecutorView(pool, config.name(), submitter, port);
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

    public PoolStatistics statistics() {
        return gate.statistics();
    }

    public boolean didStartOk() {
        return gate.crashes() == 0;
    }

    public void grow(int n) {
        requireFromOne("grow", n);
        resize(n);
    }

    public void shrink(int n) {
        requireFromOne("shrink", n);
        resize(-n);
    }

    private void resize(int n) {
        if (!gate.resize(n)) {
            throw admission.refusal();
        }
        admission.resize(n);
        driver.callersTold(); // who drives the pool may wait for just that
    }

    public void restart() {
        if (!config.allowRestart()) {
            throw new IllegalStateException("pool " + config.name() + " was built without allowRestart(true)");
        }
        admission.requireOpen();
        gate.request(new Event.Restart());
    }

    public void terminateJob(long pid, int signal) {
        workers.requireSignal(signal);
        gate.request(new Event.TerminateWorker(pid, signal));
    }

    public void sendAck(ApplyResult<?> job, boolean start) {
        submitter.sendAck(job, start);
    }

    private static void requireFromOne(String what, int n) {
        if (n < 1) {
            throw new IllegalArgumentException(what + " takes 1 or more, not " + n);
        }
    }

    // ---- the end

    public void shutdown() {
        shutdown("shutdown() was called");
    }

    private void shutdown(String why) {
        endCall.made(why, false);
        gate.request(new Event.Shutdown());
    }

    public void terminate() {
        terminate("terminate() was called");
    }

    private void terminate(String why) {
        endCall.made(why, true);
        gate.request(new Event.TerminatePool());
    }

    public void join() throws InterruptedException {
        awaitEnd(Long.MAX_VALUE);
    }

    public void join(Duration timeout) throws InterruptedException, TimeoutException {
        if (!awaitEnd(Nanos.of(timeout))) {
            throw new TimeoutException("pool " + config.name() + " did not end within " + DurationText.of(timeout) + ": "
                    + gate.describeRest());
        }
    }

    public void close() {
        shutdown("close() was called");
        boolean interrupted = false;
        while (true) {
            try {
                awaitEnd(Long.MAX_VALUE);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                terminate("the thread in close() was interrupted");
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitEnd(long nanos) throws InterruptedException {
        if (!endCall.isMade()) {
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
            Log.LOG.log(Level.WARNING, "pool=" + config.name() + " was never closed, and nothing refers to it any more: it finishes"
                    + " its " + CountText.of(gate.unfinished(), "task", "tasks") + " and ends; use it in a try with resources");
            shutdown("nothing refers to it any more");
        }
    }

    /** This JVM ends. Waits while others close it, or for so many looks where it has work; returns how many are left. */
    int leaveToItsClosers(int looks) throws InterruptedException {
        int left = looks;
        for (; !ending.isOver() && (closers.get() > 0 || gate.unfinished() > 0 && left > 0); left--) {
            ending.await(LOOK_AGAIN);
        }
        return left;
    }

    /** This JVM ends: kills what is left. */
    void abandon() throws InterruptedException {
        terminate("this JVM ends"); // first, so that the deaths that follow are no news
        workers.seal();
        gate.links().forEach(Link::abandon);
        workers.abandon();
    }

    // ---- driven by a host

    public boolean poll(Duration timeout) throws InterruptedException {
        return driver.poll(Nanos.of(timeout));
    }

    public List<SelectableChannel> channels() {
        driver.requireDriven();
        return io.channels();
    }

    public boolean handleResultEvent(SelectableChannel channel) {
        driver.requireDriven();
        return driver.handle(channel);
    }

    public Duration maintainPool() {
        return Duration.ofNanos(driver.maintain());
    }

    // ---- what the engine decided

    Link workerLink(int worker, boolean spare) {
        return workers.link(worker, spare);
    }

    void workerReady(int worker) {
        workers.ready(worker);
    }

    void deadlineMoved() {
        io.wakeUp();
    }

    void callersTold() {
        driver.callersTold();
    }

    void ended() {
        ending.begin();
    }

    void failed(Throwable bug) {
        io.failed(bug);
    }

    @Override
    public String toString() {
        return config.name() + ", " + state() + ", " + CountText.of(processes(), "process", "processes") + ", "
                + CountText.of(gate.unfinished(), "task", "tasks") + " unfinished";
    }

    /** Whether {@link #start} throws what has happened. */
    boolean isThrown() {
        return starting && workers.firstFailure() != null;
    }

    EngineGate gate() {
        return gate;
    }

    Admission admission() {
        return admission;
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
